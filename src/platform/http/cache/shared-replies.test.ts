import assert from "node:assert/strict";
import { hash, randomBytes } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { brotliDecompressSync } from "node:zlib";
import fastify, { type InjectOptions } from "fastify";
import { answeringRedis } from "../../../../test/support/redis/opened.ts";
import { startRedis, withoutRedis, type RedisServer } from "../../../../test/support/redis/redis.ts";
import { until } from "../../../../test/support/until.ts";
import type { Redis } from "../../redis/redis.ts";
import type { DatabaseClock } from "./database-clock.ts";
import { keepReplies, type Answer, type RepliesOptions } from "./replies.ts";

const compressible = "the quick brown fox ".repeat(500);
const megabyte = 1024 * 1024;

let server: RedisServer;
let redis: Redis;
before(async () => {
  if (withoutRedis) return;
  server = await startRedis();
  ({ redis } = await answeringRedis(`redis://127.0.0.1:${server.port}`));
});
after(async () => {
  redis?.close();
  await server?.stop();
});

/** A clock as exact as this machine's, of a database that is always there. */
const exactClock = (era: string): DatabaseClock => ({
  renew: async () => undefined,
  isOld: () => false,
  shop: () => era,
  era: () => era,
  earliest: (moment) => moment,
  latest: (moment) => moment,
});

let shops = 0;
/** Returns a function that opens servers of one shop, each with one public read, and counts how often it is made. */
const aShop = () => {
  shops += 1;
  const era = `shop-${shops}`;
  return (produce: (id: string) => Promise<Answer> | Answer, options: Partial<RepliesOptions> = {}) => {
    const sharing = { redis, clock: exactClock(era), program: "program" };
    const replies = keepReplies({ maxBytes: megabyte, maxAgeSeconds: 60, publicAgeSeconds: 10, sharing, ...options });
    const app = fastify();
    const count = { made: 0 };
    const handler = replies.answer(async ({ params }) => {
      count.made += 1;
      return produce((params as { id: string }).id);
    });
    app.get("/thing/:id", { onRequest: replies.answerKnown, handler });
    const get = (url = "/thing/1", headers: Record<string, string> = {}) =>
      app.inject({ url, headers } as InjectOptions);
    return { replies, count, get, sharing };
  };
};
/** Shares replies of a revision, and waits until they are. */
const sharing = async (
  revision: number,
  ...servers: readonly { readonly replies: ReturnType<typeof keepReplies> }[]
) => {
  for (const { replies } of servers) replies.share?.(revision);
  await delay(0);
};
const storedKeys = async (era = `shop-${shops}`) => (await server.tell("keys", `selvedge:reply:${era}:*`)).split("\n");
const isStored = (replies = 1) =>
  until(async () => (await storedKeys()).filter(Boolean).length >= replies, 3000, "it is stored");

describe("shared replies", { skip: withoutRedis }, () => {
  test("another server answers byte for byte what one has made, compressed or not", async () => {
    const open = aShop();
    const [one, other] = [
      open(() => ({ value: compressible, link: '</next>; rel="next"' })),
      open(() => ({ value: "never" })),
    ];
    await sharing(7, one, other);
    const made = await one.get();
    await isStored();
    const [plain, packed] = [await other.get(), await other.get("/thing/1", { "accept-encoding": "br" })];
    assert.deepEqual([one.count.made, other.count.made], [1, 0]);
    assert.deepEqual(plain.rawPayload, made.rawPayload);
    assert.equal(brotliDecompressSync(packed.rawPayload).toString(), made.body);
    const { date: _one, ...headers } = made.headers;
    const { date: _other, ...taken } = plain.headers;
    assert.deepEqual(taken, headers);
    const known = await other.get("/thing/1", { "if-none-match": String(made.headers["etag"]) });
    assert.equal(known.statusCode, 304);
    assert.equal(Number(await server.tell("strlen", (await storedKeys())[0] ?? "")) < 1000, true, "it is compressed");
  });

  test("a page of another server has its type, its status and its headers there, too", async () => {
    const open = aShop();
    const type = "text/html; charset=utf-8";
    const pages: Record<string, Answer> = {
      "1": { page: { text: compressible, type, headers: { "content-security-policy": "none" } } },
      "2": { page: { text: "", type, status: 301, headers: { location: "/thing/1" } } },
    };
    const [one, other] = [open((id) => pages[id]!), open(() => ({ value: "never" }))];
    await sharing(7, one, other);
    for (const url of ["/thing/1", "/thing/2"]) {
      const made = await one.get(url);
      await isStored(Number(url.at(-1)));
      const taken = await other.get(url);
      assert.deepEqual([taken.statusCode, taken.body], [made.statusCode, made.body]);
      const { date: _made, ...headers } = made.headers;
      const { date: _taken, ...takenHeaders } = taken.headers;
      assert.deepEqual(takenHeaders, headers);
    }
    assert.equal(other.count.made, 0);
  });

  test("servers that know another revision, program or database share nothing", async () => {
    const open = aShop();
    const one = open(() => ({ value: "one" }));
    await sharing(7, one);
    await one.get();
    await isStored();
    const others = [
      [7, open(() => ({ value: "other" }), { sharing: { ...one.sharing, program: "another" } })],
      [7, open(() => ({ value: "other" }), { sharing: { ...one.sharing, clock: exactClock("restored") } })],
      [8, open(() => ({ value: "other" }))],
      [undefined, open(() => ({ value: "other" }))],
      [7, open(() => ({ value: "other" }), { maxBytes: 0 })],
    ] as const;
    for (const [revision, other] of others) {
      if (revision !== undefined) await sharing(revision, other);
      assert.equal((await other.get()).json(), "other");
    }
  });

  test("after a change nothing is shared until the revision is known, and then nothing older", async () => {
    const open = aShop();
    let price = "old";
    const [one, other] = [open(() => ({ value: price })), open(() => ({ value: price }))];
    await sharing(1, one, other);
    await one.get();
    await isStored();
    price = "new";
    other.replies.forgetAll();
    assert.equal((await other.get("/thing/1")).json(), "new", "while the revision is not known");
    other.replies.forgetAll();
    await sharing(2, other);
    assert.equal((await other.get("/thing/1")).json(), "new");
    assert.equal(other.count.made, 2);
    assert.equal((await one.get()).json(), "old", "one that was not told yet has its own");
  });

  test("what was made while a change arrived is not stored", async () => {
    const open = aShop();
    const gate = Promise.withResolvers<void>();
    const one = open(async () => {
      await gate.promise;
      return { value: "old" };
    });
    await sharing(1, one);
    const asked = one.get();
    await delay(20);
    one.replies.forgetAll();
    await sharing(2, one);
    gate.resolve();
    assert.equal((await asked).json(), "old");
    await delay(100);
    assert.deepEqual((await storedKeys()).filter(Boolean), []);
  });

  test("a reply with a certain beginning is distrusted from then on, its like and others are not", async () => {
    const open = aShop();
    let stars = "4";
    const [one, other] = [open((id) => ({ value: `${id}: ${stars}` })), open((id) => ({ value: `${id}: ${stars}` }))];
    await sharing(1, one, other);
    await one.get("/thing/1");
    await one.get("/thing/2");
    await isStored(2);
    stars = "5";
    other.replies.forget("/thing/:id", { id: "1" });
    assert.equal((await other.get("/thing/1")).json(), "1: 5");
    assert.equal((await other.get("/thing/2")).json(), "2: 4");
    assert.equal(other.count.made, 1);
    const another = async () => {
      const opened = open(() => ({ value: "never" }));
      await sharing(1, opened);
      return opened;
    };
    const takesNewer = async () => (await (await another()).get("/thing/1")).json() === "1: 5";
    await until(takesNewer, 3000, "the newer reply replaced the older");
    const last = await another();
    last.replies.forget("/thing/:id");
    assert.equal((await last.get("/thing/2")).json(), "never");
  });

  test("the age of a reply counts from its making, on every server", async () => {
    const open = aShop();
    const options = { maxAgeSeconds: 2 };
    const [one, other] = [open(() => ({ value: "one" }), options), open(() => ({ value: "other" }), options)];
    await sharing(1, one, other);
    await one.get();
    await isStored();
    await delay(1000);
    assert.equal((await other.get()).json(), "one");
    await delay(1100);
    assert.equal((await other.get()).json(), "other");
  });

  test("a large reply is not stored, and a spoiled or foreign value is not used", async () => {
    const open = aShop();
    const noise = randomBytes(400_000).toString("base64");
    const [one, other] = [open((id) => ({ value: id === "1" ? noise : "small" })), open(() => ({ value: "other" }))];
    await sharing(1, one, other);
    await one.get("/thing/1");
    await one.get("/thing/2");
    await isStored();
    const keys = await storedKeys();
    assert.equal(keys.length, 1, "the small one");
    const foreign = (more: object, body = '"foreign"') => {
      const etag = `W/"${hash("sha1", body, "base64url")}"`;
      return `${JSON.stringify({ etag, begun: performance.now(), isPacked: false, ...more })}\n${body}`;
    };
    const put = (value: string) => {
      const isSet = () =>
        redis.set(keys[0] ?? "", Buffer.from(value), 60_000).then(
          () => true,
          () => false,
        );
      return until(isSet, 5000, "it is stored");
    };
    for (const spoiled of [
      foreign({ begun: performance.now() + 3_600_000 }),
      foreign({ own: { link: "a\r\nset-cookie: b" } }),
      foreign({ own: { link: 7 } }),
      foreign({ type: "text/html\r\nset-cookie: b" }),
      foreign({ status: 500 }),
      foreign({}, JSON.stringify("x".repeat(300_000))),
      "",
      "\n",
      "{}\nsmall",
      '{"etag":"W/\\"x\\"","begun":1,"isPacked":false}\n"small"',
      "x".repeat(9),
    ]) {
      await put(spoiled);
      other.replies.forgetAll();
      await sharing(1, other);
      assert.equal((await other.get("/thing/2")).json(), "other", spoiled.slice(0, 200));
    }
    await put(foreign({}));
    other.replies.forgetAll();
    await sharing(1, other);
    assert.equal((await other.get("/thing/2")).json(), "foreign", "the trial can fail");
  });
});
