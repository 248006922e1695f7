import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import bcrypt from "bcryptjs";
import { keptLog } from "../../../test/support/servers/log.ts";
import { isThere } from "../../../test/support/servers/processes.ts";
import { until } from "../../../test/support/until.ts";
import { openRemoteWorkers, type HashingPing, type HashingReply, type HashingRequest } from "../../customers/index.ts";
import { openHashing } from "../../customers/passwords/hashing.ts";
import { Refusal } from "../../platform/refusal.ts";
import { Hasher, type HasherTiming } from "./hasher.ts";
import { startHashingProcess, type HashingProcess } from "./hashing-process.ts";

const longMilliseconds = 60_000;

/** Hashing by a process of its own, as a process that answers requests has it; `pids`: the processes so far. */
const opened = (context: TestContext, timing: Partial<HasherTiming> = {}) => {
  const log = keptLog();
  const pids: number[] = [];
  const start = (heard: Parameters<typeof startHashingProcess>[1]) => {
    const started = startHashingProcess(2, heard);
    pids.push(started.pid);
    return started;
  };
  const hasher = new Hasher({ start, log, timing });
  const workers = openRemoteWorkers((request) => hasher.ask(request, (reply) => workers.replied(reply)), 120_000);
  const hashing = openHashing({ workers, importedCost: async () => 5 });
  context.after(() => hasher.close());
  return { hasher, hashing, log, pids };
};

type Fake = HashingProcess & { readonly told: (HashingRequest | HashingPing)[]; end(): void };

/** A hasher of processes that answer and end when the test says so. */
const fakes = (timing: Partial<HasherTiming> = {}) => {
  const log = keptLog();
  const started: (Fake & { heard(message: HashingReply | { kind: "pong" }): void })[] = [];
  const start = (heard: (message: HashingReply | { kind: "pong" }) => void) => {
    const ended = Promise.withResolvers<string>();
    const told: Fake["told"] = [];
    const end = () => ended.resolve("ended with code 7");
    const fake = {
      pid: 0,
      ended: ended.promise,
      told,
      end,
      kill: end,
      heard,
      tell: (one: Fake["told"][0]) => void told.push(one),
    };
    started.push(fake);
    return fake;
  };
  const hasher = new Hasher({ start, log, timing: { firstPauseMilliseconds: 1, ...timing } });
  const replies: HashingReply[] = [];
  const ask = (id: number, moment?: number) =>
    hasher.ask(
      { kind: "hash", id, task: { password: "secret", ...(moment === undefined ? {} : { until: moment }) } },
      (reply) => void replies.push(reply),
    );
  return { hasher, log, started, replies, ask };
};

test("another process gives the same answers, for hashes of ours and imported ones, and for none", async (context) => {
  const { hashing, pids } = opened(context);
  assert.deepEqual(pids, []);
  const stored = await hashing.hash("warp and weft");
  assert.match(stored, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  const imported = await bcrypt.hash("from the old shop", 4);
  const asked: [string, string | undefined][] = [
    ["warp and weft", stored],
    ["warp and woof", stored],
    ["from the old shop", imported],
    ["x", imported],
    ["x", undefined],
    ["x", "*"],
    ["x".repeat(100_000), stored],
  ];
  assert.deepEqual(await Promise.all(asked.map(([password, hash]) => hashing.verify(password, hash))), [
    true,
    false,
    true,
    false,
    false,
    false,
    false,
  ]);
  assert.equal(pids.length, 1);
});

test("a storm is answered but for what is too much, and one network leaves half to the others", async (context) => {
  const { hashing } = opened(context);
  const asked = (count: number, network: string) =>
    Promise.allSettled(Array.from({ length: count }, () => hashing.verify("x", undefined, network)));
  const [one, other] = await Promise.all([asked(150, "10.0.0.1"), asked(50, "10.0.0.2")]);
  const refused = (settled: PromiseSettledResult<boolean>[]) => settled.filter(({ status }) => status === "rejected");
  // Two threads have two tasks each, and 100 of one network wait; some may be done before the last ones arrive.
  assert.ok(refused(one).length > 0 && refused(one).length <= 46, `${refused(one).length} refused`);
  assert.equal(refused(other).length, 0);
  for (const { reason } of refused(one) as PromiseRejectedResult[])
    assert.ok(reason instanceof Refusal && reason.code === "COM_50" && reason.retryAfterSeconds === 1);
});

test("what a killed process had not done, the next one does, and nothing of it is logged", async (context) => {
  const { hashing, log, pids } = opened(context);
  const stored = await hashing.hash("warp and weft");
  const asked = Array.from({ length: 60 }, (_, index) => hashing.verify(index % 2 ? "warp and weft" : "woof", stored));
  await asked[0];
  process.kill(pids[0]!, "SIGKILL");
  assert.deepEqual(
    await Promise.all(asked),
    asked.map((_, index) => index % 2 === 1),
  );
  assert.equal(pids.length, 2);
  assert.deepEqual(
    log.lines.map(({ text, fields: { process: pid, reason } }) => [text, pid, reason]),
    [["the process that hashes passwords ended", pids[0], "was ended by SIGKILL"]],
  );
  assert.doesNotMatch(JSON.stringify(log.lines), /warp|woof|argon2/);
});

test("a process that hangs is killed, and another does its work", async (context) => {
  const { hashing, log, pids } = opened(context, { pingMilliseconds: 100, mostPings: 40 });
  const stored = await hashing.hash("warp and weft");
  process.kill(pids[0]!, "SIGSTOP");
  assert.equal(await hashing.verify("warp and weft", stored), true);
  assert.ok(!isThere(pids[0]!) && pids.length >= 2);
  assert.equal(log.lines[0]?.text, "the process that hashes passwords does not answer: killing it");
});

test("signals to a whole group do not end it, and the end of what started it does", async (context) => {
  const { hashing, hasher, pids } = opened(context);
  const stored = await hashing.hash("warp and weft");
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.kill(pids[0]!, signal);
  assert.equal(await hashing.verify("warp and weft", stored), true);
  assert.equal(pids.length, 1);
  await hasher.close();
  await until(() => !isThere(pids[0]!), longMilliseconds, "it ends");
  await assert.rejects(hashing.verify("warp and weft", stored), Refusal);
});

test("a task that ends two processes is refused, and the pause before the next one grows", async () => {
  const { hasher, log, started, replies, ask } = fakes({ firstPauseMilliseconds: 20, longestPauseMilliseconds: 40 });
  ask(7);
  const began = performance.now();
  for (let count = 1; count <= 2; count += 1) {
    await until(() => started.length === count, longMilliseconds, "one starts");
    started.at(-1)!.end();
  }
  await until(() => replies.length === 1, longMilliseconds, "it is refused");
  assert.deepEqual(replies, [{ kind: "hashed", id: 7 }]);
  ask(8);
  await until(() => started.length === 3, longMilliseconds, "a third starts");
  assert.ok(performance.now() - began >= 20 + 40);
  started[2]!.heard({ kind: "hashed", id: 2, outcome: true });
  assert.deepEqual(replies[1], { kind: "hashed", id: 8, outcome: true });
  assert.equal(log.lines.length, 2);
  await hasher.close();
});

test("two hundred tasks wait for a process; late ones are not given to the next; closing refuses", async () => {
  const { hasher, started, replies, ask } = fakes();
  for (let id = 0; id < 201; id += 1) ask(id, id === 0 ? Date.now() - 1 : undefined);
  assert.deepEqual(replies, [{ kind: "hashed", id: 200 }]);
  await until(() => started.length === 1, longMilliseconds, "one starts");
  assert.equal(started[0]!.told.length, 200);
  started[0]!.end();
  await until(() => started.length === 2, longMilliseconds, "another starts");
  assert.equal(started[1]!.told.length, 199);
  await hasher.close();
  assert.equal(replies.length, 201);
  ask(300);
  assert.deepEqual(replies.at(-1), { kind: "hashed", id: 300 });
});

test("a process that says something is not killed, and one that is idle is not even asked", async () => {
  const { hasher, started, log, ask } = fakes({ pingMilliseconds: 2, mostPings: 20 });
  ask(1);
  await until(() => started.length === 1, longMilliseconds, "one starts");
  const [only] = started;
  const answering = setInterval(() => only!.heard({ kind: "pong" }), 1);
  await until(() => only!.told.length > 60, longMilliseconds, "it is asked again and again");
  clearInterval(answering);
  assert.deepEqual(log.lines, []);
  only!.heard({ kind: "hashed", id: 1, outcome: true });
  const asked = only!.told.length;
  await delay(50);
  assert.equal(only!.told.length, asked);
  await hasher.close();
});
