import assert from "node:assert/strict";
import { after, test } from "node:test";
import bcrypt from "bcryptjs";
import { Refusal } from "../../platform/refusal.ts";
import { openHashing } from "./hashing.ts";

const hashing = openHashing({ atOnce: 2 });
after(() => hashing.close());

test("a password is right for its hash alone, and no two hashes are alike", async () => {
  const [one, other] = await Promise.all([hashing.hash("warp and weft"), hashing.hash("warp and weft")]);
  assert.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  assert.notEqual(one, other);
  assert.equal(await hashing.verify("warp and weft", one), true);
  assert.equal(await hashing.verify("warp and woof", one), false);
  assert.equal(hashing.isOutdated(one), false);
  for (const old of [one.replace("t=2", "t=1"), one.replace("argon2id", "argon2i"), await bcrypt.hash("x", 4)])
    assert.equal(hashing.isOutdated(old), true);
});

test("without a usable hash no password is right, and the comparison takes as long", async () => {
  const took = async (stored: string | null | undefined) => {
    const begun = performance.now();
    assert.equal(await hashing.verify("no customer has this password", stored), false);
    return performance.now() - begun;
  };
  for (const stored of [undefined, null, ""]) assert.ok((await took(stored)) > 3);
  for (const stored of ["*", "$2a$10$short", "$argon2id$v=19$m=19456,t=2,p=1$short"]) await took(stored);
});

test("hashing leaves the event loop free, bcrypt's too", async () => {
  const stored = await bcrypt.hash("from the old shop", 11);
  let ticks = 0;
  const ticking = setInterval(() => (ticks += 1), 1);
  const begun = performance.now();
  const right = await Promise.all([hashing.verify("from the old shop", stored), hashing.verify("x", stored)]);
  const took = performance.now() - begun;
  clearInterval(ticking);
  assert.deepEqual(right, [true, false]);
  assert.ok(ticks > took / 20, `${ticks} ticks in ${took} ms`);
});

test("a queue that is too long turns newcomers away, and everybody in it is served", async () => {
  const asked = await Promise.allSettled(Array.from({ length: 230 }, () => hashing.verify("x", "no hash")));
  const refused = asked.filter(({ status }) => status === "rejected") as PromiseRejectedResult[];
  assert.equal(refused.length, 28);
  for (const { reason } of refused) assert.ok(reason instanceof Refusal && reason.code === "COM_50");
  assert.equal(await hashing.verify("x", undefined), false);
});

test("one network leaves half of the queue to the others, however much it asks for", async () => {
  const asked = (count: number, network: string) =>
    Array.from({ length: count }, () => hashing.verify("x", undefined, network));
  const [one, others] = [asked(150, "10.0.0.1"), asked(50, "10.0.0.2")];
  const refused = (await Promise.allSettled(one)).filter(({ status }) => status === "rejected");
  // The threads have four tasks, two each; 100 wait in the queue.
  assert.equal(refused.length, 150 - 104);
  assert.deepEqual(new Set(await Promise.all(others)), new Set([false]));
});

test("what was closed while it hashed says so, and does not hang", async () => {
  const brief = openHashing({ atOnce: 1 });
  const asked = brief.verify("x", undefined);
  await brief.close();
  await assert.rejects(asked, (error: unknown) => error instanceof Refusal && error.code === "COM_50");
});
