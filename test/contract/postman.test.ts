import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { collectionOf } from "../../tools/postman/collection.ts";
import { testShop } from "../support/servers/shop.ts";
import { operationsOf, readDocument } from "./document.ts";

const file = new URL("../../docs/api/selvedge.postman_collection.json", import.meta.url);
const shop = testShop();
type Item = {
  name: string;
  request: {
    method: string;
    header: { key: string; value: string }[];
    url: { raw: string; path: string[]; variable?: { key: string; value: string }[] };
  };
  response: { name: string; code: number; body: string }[];
};
type Collection = {
  info: { schema: string };
  variable: { key: string; value: string }[];
  item: { name: string; item: Item[] }[];
};
const committed = async (): Promise<Collection> => JSON.parse(await readFile(file, "utf8"));

test("the Postman collection is what the API document says now (npm run postman writes it)", async () => {
  const document = (await shop().app.inject("/openapi.json")).json();
  assert.deepEqual(await committed(), JSON.parse(JSON.stringify(collectionOf(document))));
});

test("every operation of the document stands in the collection once, in the folder of its tag", async () => {
  const { item: folders, variable } = await committed();
  const listed = folders.flatMap(({ name, item }) =>
    item.map(({ request }) => `${name}: ${request.method} /${request.url.path.join("/")}`),
  );
  const published = operationsOf(await readDocument(shop().app)).map(
    ({ method, path, operation }) => `${operation.tags[0]}: ${method} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`,
  );
  assert.deepEqual(listed.toSorted(), published.toSorted());
  assert.deepEqual(variable[0], { key: "baseUrl", value: "http://localhost:3000", type: "string" });
});

test("every public read of the collection works as it stands", async () => {
  for (const { item } of (await committed()).item)
    for (const { name, request, response } of item) {
      if (request.method !== "GET" || request.header.some(({ key }) => key === "USER-KEY")) continue;
      // Item ids are random, so that no example can name one.
      if (request.url.path.includes(":item_id")) continue;
      const values = new Map(request.url.variable?.map(({ key, value }) => [key, value]));
      const url = request.url.raw
        .replace("{{baseUrl}}", "")
        .replaceAll(/:(\w+)/g, (_, key: string) => values.get(key) ?? "");
      assert.equal((await shop().app.inject(url)).statusCode, 200, `${name}: ${url}`);
      assert.ok(
        response.some(({ code, body }) => code === 200 && JSON.parse(body)),
        name,
      );
    }
});
