import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { brotliDecompressSync } from "node:zlib";
import fastify, { type InjectOptions } from "fastify";
import { keepReplies, type KeptPage } from "./replies.ts";

const type = "text/html; charset=utf-8";
const body = `<p>${"the quick brown fox ".repeat(500)}</p>`;

/** A server with a page of each thing, which shows what the API's `/thing/:id` shows, and that route itself. */
const server = (context: TestContext, produce: (id: number) => KeptPage) => {
  const replies = keepReplies({ maxBytes: 1024 * 1024, maxAgeSeconds: 60, publicAgeSeconds: 10 });
  const app = fastify();
  context.after(() => app.close());
  const count = { pages: 0, values: 0 };
  const numberIn = (params: unknown) => Number.parseInt((params as { id: string }).id, 10);
  const page = replies.answer(
    async ({ params }) => {
      count.pages += 1;
      return { page: produce(numberIn(params)) };
    },
    ({ params }) => ({ route: "/thing/:id", params: { id: String(numberIn(params)) } }),
  );
  app.get("/page/:id", { onRequest: replies.answerKnown, handler: page });
  const handler = replies.answer(async () => {
    count.values += 1;
    return { value: "thing" };
  });
  app.get("/thing/:id", { onRequest: replies.answerKnown, handler });
  const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers } as InjectOptions);
  return { replies, count, get };
};

test("a page is kept as its bytes, plain and compressed, with its type, its headers and an ETag", async (context) => {
  const { get, count } = server(context, () => ({ text: body, type, headers: { "content-security-policy": "none" } }));
  const [made, kept] = [await get("/page/1-a"), await get("/page/1-a")];
  assert.equal(made.body, body);
  assert.deepEqual(kept.rawPayload, made.rawPayload);
  const { date: _made, ...headers } = made.headers;
  const { date: _kept, ...keptHeaders } = kept.headers;
  assert.deepEqual(keptHeaders, headers);
  assert.equal(headers["content-type"], type);
  assert.equal(headers["content-security-policy"], "none");
  assert.equal(headers["cache-control"], "public, max-age=10, stale-while-revalidate=60");
  const packed = await get("/page/1-a", { "accept-encoding": "br" });
  assert.equal(brotliDecompressSync(packed.rawPayload).toString(), body);
  const known = await get("/page/1-a", { "if-none-match": String(headers["etag"]) });
  assert.deepEqual([known.statusCode, known.body], [304, ""]);
  assert.equal(count.pages, 1);
});

test("a redirect is kept with its status and its target, and is never confirmed as a page", async (context) => {
  const { get, count } = server(context, () => ({ text: "", type, status: 301, headers: { location: "/page/1-b" } }));
  for (const headers of [{}, {}, { "if-none-match": "*" }]) {
    const reply = await get("/page/1-a", headers);
    assert.deepEqual([reply.statusCode, reply.headers["location"]], [301, "/page/1-b"]);
  }
  assert.equal(count.pages, 1);
});

test("a page is invalidated with the route that shows the same, and with no other thing of it", async (context) => {
  const { get, count, replies } = server(context, (id) => ({ text: `page ${id}`, type }));
  const urls = ["/page/1-a", "/page/1-b", "/page/12-a", "/thing/1"];
  const all = async () => {
    for (const url of urls) await get(url);
    return [count.pages, count.values];
  };
  assert.deepEqual(await all(), [3, 1]);
  assert.deepEqual(await all(), [3, 1]);
  replies.forget("/thing/:id", { id: "1" });
  assert.deepEqual(await all(), [5, 2]);
  replies.forget("/thing/:id");
  assert.deepEqual(await all(), [8, 3]);
  replies.forget("/page/:id");
  assert.deepEqual(await all(), [8, 3]);
  replies.forgetAll();
  assert.deepEqual(await all(), [11, 4]);
});

test("a page and a value of the same thing are two replies", async (context) => {
  const { get } = server(context, () => ({ text: "page", type }));
  assert.equal((await get("/thing/1")).body, '"thing"');
  assert.equal((await get("/page/1")).body, "page");
  assert.equal((await get("/thing/1")).body, '"thing"');
});
