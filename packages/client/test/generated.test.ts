import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { generated, generatedFolder, type Document } from "../tools/generate.ts";
import { listeningShop } from "./shop.ts";

const { shop } = listeningShop();
const readDocument = async (): Promise<Document> => (await shop().app.inject("/openapi.json")).json();
const committed = (name: string): Promise<string> => readFile(new URL(name, generatedFolder), "utf8");

test("types and functions are what the API document says now (npm run client writes them)", async () => {
  const files = Object.entries(await generated(await readDocument()));
  assert.deepEqual(
    files.map(([name]) => name),
    ["schema.d.ts", "operations.ts"],
  );
  for (const [name, text] of files) assert.equal(text, await committed(name), `${name}: run npm run client`);
});

test("a changed field and a changed operation are noticed", async () => {
  const plain = await readDocument();
  const text = JSON.stringify(plain);
  const renamedField = await generated(JSON.parse(text.replaceAll('"discounted_price"', '"reduced_price"')));
  assert.notEqual(renamedField["schema.d.ts"], await committed("schema.d.ts"));
  assert.equal(renamedField["operations.ts"], await committed("operations.ts"));
  const renamed = await generated(JSON.parse(text.replaceAll('"placeOrder"', '"makeOrder"')));
  assert.notEqual(renamed["operations.ts"], await committed("operations.ts"));
});

test("the table tells what is personal, what takes a key, and where fields of a POST go", async () => {
  const { "operations.ts": table = "" } = await generated(await readDocument());
  for (const line of [
    `  placeOrder: "POST /orders personal keyed",`,
    `  signOut: "POST /customers/logout personal query",`,
    `  listProducts: "GET /products",`,
    `  payOrder: "POST /stripe/charge signed",`,
    `  eraseCustomer: "DELETE /customer personal",`,
    `  readonly showProduct: ShopFunction<"showProduct">;`,
  ])
    assert.ok(table.includes(`\n${line}\n`), line);
});
