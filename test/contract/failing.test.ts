import assert from "node:assert/strict";
import { test } from "node:test";
import { openShopOn, testShop } from "../support/servers/shop.ts";
import { readDocument, replyChecker, type Document } from "./document.ts";
import { prepare, publicReads } from "./public-reads.ts";
import { rows } from "./rows/all.ts";
import { unlike } from "./unlike.ts";

let document: Document;
let check: ReturnType<typeof replyChecker>;
const listOfProducts = "/products";

const shop = testShop({
  async prepare({ app, sql }) {
    document = await readDocument(app);
    check = replyChecker(document);
    await prepare(sql);
  },
});

type Page = { readonly rows: readonly Readonly<Record<string, unknown>>[] };
type Change = (body: Page) => unknown;
const planted: Readonly<Record<string, Change>> = {
  "leaves out a field": ({ rows: [first, ...others], ...rest }) => ({
    ...rest,
    rows: [{ ...first, price: undefined }, ...others],
  }),
  "shows a field that is not published": ({ rows: [first, ...others], ...rest }) => ({
    ...rest,
    rows: [{ ...first, cost: "3.00" }, ...others],
  }),
  "writes money as a number": ({ rows: [first, ...others], ...rest }) => ({
    ...rest,
    rows: [{ ...first, price: 16.95 }, ...others],
  }),
  "answers the rows alone": ({ rows }) => rows,
};

for (const [fault, change] of Object.entries(planted))
  test(`a shop that ${fault} is told by the check`, async () => {
    const faulty = await openFaulty(change);
    try {
      const sound = await shop().app.inject(listOfProducts);
      assert.deepEqual(check("GET", listOfProducts, sound), []);
      const reply = await faulty.app.inject(listOfProducts);
      assert.equal(reply.statusCode, 200);
      assert.notDeepEqual(check("GET", listOfProducts, reply), []);
    } finally {
      await faulty.close();
    }
  });

test("an error's wrong status, unlisted code and missing field are told by the check", () => {
  const reply = (statusCode: number, error: object, type = "application/json") => ({
    statusCode,
    headers: { "content-type": type },
    body: JSON.stringify({ error }),
  });
  const right = { status: 404, code: "TAX_01", message: "Don't exist tax with this ID", field: "tax_id" };
  const path = "/tax/{tax_id}";
  assert.deepEqual(check("GET", path, reply(404, right)), []);
  assert.equal(check("GET", path, reply(418, right)).length, 1);
  assert.equal(check("GET", path, reply(404, { ...right, code: "PRO_01" })).length, 1);
  assert.equal(check("GET", path, reply(404, { ...right, field: undefined })).length, 1);
  assert.equal(check("GET", path, reply(404, right, "text/html")).length, 1);
});

test("an operation or a refusal without a row is told, and a row for what is not published", () => {
  const { "POST /orders": placing, "GET /livez": _probe, ...others } = rows;
  const { "CAR_04 409": short, ...refuses } = placing?.refuses ?? {};
  assert.ok(short);
  assert.deepEqual(unlike(document, { ...others, "POST /orders": { asks: placing!.asks, refuses } }), [
    "POST /orders: CAR_04 409 is published and has no row",
    "GET /livez: served is published and has no row",
    "GET /livez: COM_02 400 is published and has no row",
    "GET /livez: COM_00 500 is published and has no row",
  ]);
  const { "/orders": orders, ...paths } = document.paths;
  const { 422: reused, ...responses } = orders!["post"]!.responses;
  assert.ok(reused);
  const silent = { ...document, paths: { ...paths, "/orders": { post: { ...orders!["post"]!, responses } } } };
  assert.deepEqual(unlike(silent, rows), ["POST /orders: COM_09 422 has a row and is not published"]);
});

test("what nobody foresaw is told as COM_00 and nothing of it leaks", async () => {
  const broken = await openShopOn(shop().url);
  try {
    await shop().sql("alter table product rename column thumbnail to miniature");
    const reply = await broken.app.inject(listOfProducts);
    assert.equal(reply.statusCode, 500);
    assert.deepEqual(check("GET", listOfProducts, reply), []);
    assert.deepEqual(reply.json(), {
      error: { status: 500, code: "COM_00", message: "There is something wrong", field: "" },
    });
    assert.doesNotMatch(reply.body, /thumbnail|select|at .*\.ts/);
  } finally {
    await shop().sql("alter table product rename column miniature to thumbnail");
    await broken.close();
  }
  for (const { url } of Object.values(publicReads)) assert.equal((await shop().app.inject(url)).statusCode, 200);
});

/** Opens a shop that changes the list of products in its reply. */
const openFaulty = async (change: Change) => {
  const faulty = await openShopOn(shop().url, {}, (app) => {
    app.addHook("onSend", async (request, _reply, payload) =>
      request.url === listOfProducts ? JSON.stringify(change(JSON.parse(String(payload)))) : payload,
    );
  });
  return faulty;
};
