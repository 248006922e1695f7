import assert from "node:assert/strict";
import { test } from "node:test";
import { refusals, type RefusalCode } from "../../src/platform/refusal.ts";
import { openRelay } from "../support/relay.ts";
import { openShopOn, testShop } from "../support/shop.ts";
import { clientErrorsOf, operationsOf, readDocument, replyChecker, type Document } from "./document.ts";
import { asContracted, prepare, publicReads } from "./public-reads.ts";

let document: Document;
let check: ReturnType<typeof replyChecker>;
const rows = Object.entries(publicReads);
const refusedRows = rows.flatMap(([path, { refuses }]) =>
  Object.entries(refuses).map(([code, refused]) => ({ path, code: code as RefusalCode, ...refused })),
);
const asProblem = { accept: "application/problem+json" };

const shop = testShop({
  async prepare({ app, sql }) {
    document = await readDocument(app);
    check = replyChecker(document);
    await prepare(sql);
  },
});

test("every public read that is published has a row here, with each error it publishes, and no row is left over", () => {
  const published = operationsOf(document).filter(
    ({ method, path, operation }) =>
      method === "GET" &&
      !operation.security &&
      !operation.tags.includes("Operation") &&
      !path.startsWith("/shoppingcart"),
  );
  const told = published.map(({ path, operation }) => [path, clientErrorsOf(operation).toSorted()]);
  const expected = rows.map(([path, { refuses }]) => [path, Object.keys(refuses).toSorted()]);
  assert.deepEqual(Object.fromEntries(told), Object.fromEntries(expected));
});

for (const [path, { url, answers }] of rows)
  test(`GET ${path} answers exactly what the shop holds`, async () => {
    const reply = await shop().app.inject(url);
    assert.equal(reply.statusCode, 200, reply.body);
    assert.deepEqual(check("GET", path, reply), []);
    assert.deepEqual(asContracted(reply.json()), answers);
    assert.equal(reply.headers["content-type"], "application/json; charset=utf-8");
  });

for (const { path, code, url, field } of refusedRows)
  test(`GET ${path} refuses with ${code}, in the contract's shape and as a problem`, async () => {
    const [status, message] = refusals[code];
    const reply = await shop().app.inject(url);
    assert.deepEqual(check("GET", path, reply), []);
    assert.equal(reply.statusCode, status);
    const { error } = reply.json();
    assert.ok(error.message.startsWith(message), error.message);
    if (code !== "COM_02") assert.equal(error.message, message);
    assert.deepEqual({ ...error, message: "" }, { status, code, message: "", field });
    assert.equal(reply.headers["cache-control"], "no-store");

    const problem = await shop().app.inject({ url, headers: asProblem });
    assert.deepEqual(check("GET", path, problem), []);
    assert.equal(problem.statusCode, status);
    assert.equal(problem.headers["content-type"], "application/problem+json; charset=utf-8");
    const named = field ? { field } : {};
    assert.deepEqual(problem.json(), { type: "about:blank", title: error.message, status, code, ...named });
  });

test("every public read is answered alike with odd spellings and with what old clients send", async () => {
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    "user-key": "Bearer null",
    authorization: "[object Object]",
    accesstoken: "",
  };
  for (const [, { url }] of rows) {
    const plain = await shop().app.inject(url);
    const [path = "", query] = url.split("?");
    const fixed = path.replaceAll(/[a-z]+/gi, (word) => word.toUpperCase());
    for (const odd of [`${path}/`, fixed, `${fixed}/`]) {
      const reply = await shop().app.inject({
        url: `${odd}${query ? `?${query}&` : "?"}utm_source=x&__proto__=y&constructor=z`,
        headers,
      });
      assert.equal(reply.statusCode, 200, odd);
      assert.equal(reply.body, plain.body, odd);
    }
  }
});

test("without a database every public read says COM_50 and when to ask again", async () => {
  const way = await openRelay(shop().url);
  const closed = await openShopOn(way.url);
  await way.close();
  try {
    for (const [path, { url }] of rows) {
      const reply = await closed.app.inject(url);
      assert.equal(reply.statusCode, 503, path);
      assert.deepEqual(check("GET", path, reply), []);
      assert.equal(reply.headers["retry-after"], "1");
    }
  } finally {
    await closed.close();
  }
});
