import assert from "node:assert/strict";
import { createHook } from "node:async_hooks";
import { randomBytes } from "node:crypto";
import { test, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import fastify, { type InjectOptions } from "fastify";
import { keepReplies, type Answer, type RepliesOptions } from "./replies.ts";

const megabyte = 1024 * 1024;
const compressible = "the quick brown fox ".repeat(500);

type Asked = { query: unknown; params: unknown };

/** A server with one public read, which counts how often its reply is made. */
const server = (
  context: TestContext,
  produce: (asked: Asked) => Promise<Answer> | Answer,
  options: Partial<RepliesOptions> = {},
) => {
  const replies = keepReplies({ maxBytes: megabyte, maxAgeSeconds: 60, publicAgeSeconds: 10, ...options });
  const app = fastify();
  context.after(() => app.close());
  const count = { made: 0 };
  const handler = replies.answer(async (asked) => {
    count.made += 1;
    return produce(asked);
  });
  app.get("/thing/:id", { onRequest: replies.answerKnown, handler });
  const get = (headers: Record<string, string> = {}, url = "/thing/1") => app.inject({ url, headers } as InjectOptions);
  return { replies, count, get };
};

const gate = () => {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
};

test("a kept reply is byte for byte the reply that was made, headers included", async (context) => {
  const { get, count } = server(context, () => ({
    value: { name: "Ünïcödé 👕", list: [1, null, ""] },
    link: '</next>; rel="next"',
  }));
  const [made, kept] = [await get(), await get()];
  assert.equal(count.made, 1);
  assert.deepEqual(kept.rawPayload, made.rawPayload);
  const { date: _made, ...headers } = made.headers;
  const { date: _kept, ...keptHeaders } = kept.headers;
  assert.deepEqual(keptHeaders, headers);
  assert.equal(headers["content-type"], "application/json; charset=utf-8");
  assert.equal(headers["cache-control"], "public, max-age=10, stale-while-revalidate=60");
  assert.equal(headers["link"], '</next>; rel="next"');
  assert.match(String(headers["etag"]), /^W\/"[\w-]+"$/);
  assert.match(String(headers["vary"]), /accept-encoding/i);
});

test("one address with other parameters is another reply", async (context) => {
  const { get, count } = server(context, ({ params, query }) => ({ value: { params, query } }));
  const urls = [
    "/thing/1",
    "/thing/2",
    "/thing/1?a=1",
    "/thing/1?a=2",
    "/thing/1?a=1&b=2",
    '/thing/1"}%20{"a',
    "/thing/%31?a=3",
  ];
  const bodies = await Promise.all(urls.map(async (url) => (await get({}, url)).body));
  assert.equal(new Set(bodies).size, urls.length);
  assert.equal(count.made, urls.length);
  for (const [index, url] of urls.entries()) assert.equal((await get({}, url)).body, bodies[index]);
  assert.equal(count.made, urls.length);
});

test("whoever has the reply is told that it is still right", async (context) => {
  const { get, replies } = server(context, () => ({ value: compressible }));
  const etag = String((await get()).headers["etag"]);
  const strong = etag.replace(/^W\//, "");
  for (const known of [etag, "*", `"other", ${etag}`, `${etag},"other"`, `W/"x" , ${etag} , W/"y"`, strong]) {
    const reply = await get({ "if-none-match": known });
    assert.equal(reply.statusCode, 304, known);
    assert.equal(reply.body, "");
    assert.equal(reply.headers["etag"], etag);
    assert.equal(reply.headers["cache-control"], "public, max-age=10, stale-while-revalidate=60");
    assert.equal(reply.headers["content-encoding"], undefined);
  }
  for (const other of ['"other"', `W/"${strong}"`, "", etag.slice(0, -2), `"other", "another"`]) {
    const reply = await get({ "if-none-match": other });
    assert.equal(reply.statusCode, 200, other);
    assert.equal(reply.json(), compressible);
  }
  replies.forgetAll();
  assert.equal(
    (await get({ "if-none-match": etag })).statusCode,
    304,
    "the same content has the same tag when it is made anew",
  );
});

test("compressed bodies are the same text, made once and kept", async (context) => {
  const { get, count } = server(context, () => ({ value: compressible }));
  const plain = (await get()).rawPayload;
  for (const [accepted, encoding, unpack] of [
    ["gzip", "gzip", gunzipSync],
    ["gzip, deflate, br", "br", brotliDecompressSync],
  ] as const) {
    const [first, again] = [await get({ "accept-encoding": accepted }), await get({ "accept-encoding": accepted })];
    assert.equal(first.headers["content-encoding"], encoding);
    assert.deepEqual(unpack(first.rawPayload), plain);
    assert.deepEqual(again.rawPayload, first.rawPayload);
    assert.ok(first.rawPayload.length < plain.length / 10);
    assert.equal(Number(first.headers["content-length"] ?? first.rawPayload.length), first.rawPayload.length);
  }
  assert.equal(count.made, 1);
});

test("eight who ask for a compressed body at once wait for one compressing", async (context) => {
  let compressings = 0;
  const count = createHook({ init: (_id, type) => void (compressings += type === "ZLIB" ? 1 : 0) });
  const { get } = server(context, () => ({ value: compressible }));
  await get();
  count.enable();
  const replies = await Promise.all(Array.from({ length: 8 }, () => get({ "accept-encoding": "br" })));
  count.disable();
  assert.equal(compressings, 1);
  for (const { rawPayload } of replies)
    assert.equal(brotliDecompressSync(rawPayload).toString(), JSON.stringify(compressible));
});

test("nobody gets an encoding that they refuse, and small replies stay plain", async (context) => {
  const { get } = server(context, ({ params }) => ({
    value: (params as { id: string }).id === "1" ? compressible : "small",
  }));
  const encodings: Record<string, string | undefined> = {
    "br;q=0, gzip": "gzip",
    "gzip;q=0": undefined,
    "br;q=0.0, gzip;q=0.000": undefined,
    identity: undefined,
    "": undefined,
    "gzip;q=0.5": "gzip",
    "br;q=1.0": "br",
    "gzip;q=0.5, br;q=0.1": "gzip",
    "gzip; Q=0.5 , br ; q=0.5": "br",
    "gzip, br;q=0.9": "gzip",
    "*": "br",
    "*;q=0.5, br;q=0": "gzip",
    "*;q=0": undefined,
    "x-gzip": "gzip",
    "gzip;q=0.5, identity": undefined,
    "gzip, identity;q=0.5": "gzip",
    "brotli, gzipped": undefined,
    deflate: undefined,
  };
  for (const [accepted, encoding] of Object.entries(encodings)) {
    const reply = await get({ "accept-encoding": accepted });
    assert.equal(reply.headers["content-encoding"], encoding, accepted);
  }
  assert.equal((await get({ "accept-encoding": "br" }, "/thing/2")).headers["content-encoding"], undefined);
});

test("fifty who ask at once cause one making, and all get it", async (context) => {
  const { open, opened } = gate();
  const { get, count } = server(context, async () => {
    await opened;
    return { value: { made: count.made } };
  });
  const asked = Array.from({ length: 50 }, () => get());
  await delay(30);
  open();
  const bodies = new Set((await Promise.all(asked)).map(({ body }) => body));
  assert.deepEqual([...bodies], ['{"made":1}']);
  assert.equal(count.made, 1);
});

test("a failure is told to all who asked at once, and to nobody after", async (context) => {
  const { open, opened } = gate();
  const { get, count } = server(context, async () => {
    if (count.made > 1) return { value: "well" };
    await opened;
    throw Object.assign(new Error("away"), { statusCode: 503 });
  });
  const asked = Array.from({ length: 10 }, () => get());
  await delay(30);
  open();
  assert.deepEqual(new Set((await Promise.all(asked)).map(({ statusCode }) => statusCode)), new Set([503]));
  assert.equal(count.made, 1);
  assert.equal((await get()).statusCode, 200);
});

test("what was being made when everything was forgotten is answered and not kept", async (context) => {
  let price = "old";
  const gates = [gate(), gate()];
  const { get, count, replies } = server(context, async () => {
    const seen = price;
    await gates[count.made - 1]?.opened;
    return { value: seen };
  });
  const early = get();
  await delay(20);
  price = "new";
  replies.forgetAll();
  const late = get();
  await delay(20);
  assert.equal(count.made, 2, "who asks after the change does not wait for what was read before it");
  gates[1]?.open();
  assert.equal((await late).json(), "new");
  gates[0]?.open();
  assert.equal((await early).json(), "old");
  assert.equal((await get()).json(), "new");
  assert.equal(count.made, 2);
});

const seed = 20_260;
test(`reads and changes in any order never leave a stale reply (400 orders, seed ${seed})`, async (context) => {
  let random = seed;
  const draw = (below: number) => (random = (random * 48_271) % 2_147_483_647) % below;
  let revision = 0;
  const { get, replies } = server(context, async () => {
    const seen = revision;
    for (let turns = draw(4); turns > 0; turns -= 1) await delay(0);
    return { value: seen };
  });
  for (let order = 0; order < 400; order += 1) {
    const readings = Array.from({ length: 1 + draw(3) }, () => get());
    for (let turns = draw(4); turns > 0; turns -= 1) await delay(0);
    revision += 1;
    replies.forgetAll();
    assert.equal((await get()).json(), revision, `order ${order}`);
    await Promise.all(readings);
    assert.equal((await get()).json(), revision, `order ${order}, after all readings`);
  }
});

test("memory is bounded: a full cache takes what is requested again, and the oldest go", async (context) => {
  const value = "x".repeat(10_000);
  const { get, count } = server(context, () => ({ value }), { maxBytes: 200_000 });
  for (let id = 1; id <= 100; id += 1) await get({}, `/thing/${id}`);
  for (let id = 1; id <= 10; id += 1) await get({}, `/thing/${id}`);
  assert.equal(count.made, 100, "nineteen fit, and what is requested once does not push them out");
  for (const _ of [1, 2]) for (let id = 81; id <= 90; id += 1) await get({}, `/thing/${id}`);
  assert.equal(count.made, 110, "what is requested again is kept");
  for (let id = 2; id <= 19; id += 1) await get({}, `/thing/${id}`);
  assert.equal(count.made, 119, "it took the place of what was not used for longest: 11 to 19");
});

test("compressed copies count towards the bound; a reply larger than it is sent and not cached", async (context) => {
  const noise = Array.from({ length: 4000 }, (_, index) => ((index * 7919) % 99_991).toString(36)).join("");
  const { get, count } = server(
    context,
    ({ params }) => ({ value: (params as { id: string }).id === "huge" ? "x".repeat(300_000) : noise }),
    { maxBytes: 200_000 },
  );
  for (let id = 1; id <= 10; id += 1) await get({}, `/thing/${id}`);
  for (const encoding of ["gzip", "br"])
    for (let id = 10; id >= 1; id -= 1) await get({ "accept-encoding": encoding }, `/thing/${id}`);
  assert.ok(count.made > 10, "ten replies and two copies of each do not fit");
  const before = count.made;
  for (const made of [1, 2]) {
    assert.equal((await get({}, "/thing/huge")).body.length, 300_002);
    assert.equal(count.made, before + made);
  }
});

test("after its age limit a reply is made anew; compressing it late does not prolong it", async (context) => {
  const { get, count } = server(context, () => ({ value: compressible }), { maxAgeSeconds: 0.4 });
  await get();
  await delay(250);
  await get({ "accept-encoding": "gzip" });
  assert.equal(count.made, 1);
  await delay(250);
  await get({ "accept-encoding": "gzip" });
  assert.equal(count.made, 2);
});

test("what is kept takes as much memory as it is counted for, plain and compressed", async (context) => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const text = () => randomBytes(900).toString("hex");
  const { get } = server(context, () => ({ value: text() }), { maxBytes: 4 * megabyte });
  const take = async (from: number, to: number): Promise<void> => {
    for (let id = from; id < to; id += 1) await get({ "accept-encoding": "br" }, `/thing/${id}`);
  };
  // What was collected is given back a little later, and meanwhile still counted.
  const held = async (): Promise<number> => {
    for (let look = 0; look < 5; look += 1) {
      collect();
      await delay(20);
    }
    return process.memoryUsage().arrayBuffers;
  };
  await take(0, 100);
  const before = await held();
  await take(100, 1100);
  const grown = (await held()) - before;
  // Each takes some 1 800 bytes plain, and 950 compressed.
  assert.ok(grown < 4 * megabyte, `${grown} bytes`);
});
