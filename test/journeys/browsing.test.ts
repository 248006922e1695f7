import assert from "node:assert/strict";
import { test } from "node:test";
import { testShop } from "../support/servers/shop.ts";

const shop = testShop({ listens: true });
type Row = Readonly<Record<string, unknown>>;
type Listed = {
  readonly product_id: number;
  readonly name: string;
  readonly price: string;
  readonly discounted_price: string;
};
type Page = {
  readonly count: number;
  readonly rows: readonly Listed[];
  readonly facets?: { readonly categories: readonly { readonly category_id: number; readonly count: number }[] };
};

/** Sends a request as an old front-end does: with a form's content type, and a token that is none. */
const ask = async <Answer>(path: string): Promise<Answer> => {
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    "user-key": "Bearer null",
    accesstoken: "undefined",
    origin: "http://front.example",
  };
  const reply = await fetch(`${shop().address}${path}`, { headers });
  assert.equal(reply.status, 200, path);
  assert.equal(reply.headers.get("access-control-allow-origin"), "*");
  return reply.json() as Promise<Answer>;
};

const inCategory = async (categoryId: number, departmentName: string): Promise<number[]> => {
  const { count, rows } = await ask<Page>(`/products/inCategory/${categoryId}?page=1&limit=100&description_length=120`);
  assert.equal(rows.length, count);
  const [first] = rows;
  assert.ok(first);
  const [details] = await ask<Listed[]>(`/products/${first.product_id}/details/`);
  assert.equal(details?.price, first.price);
  const places = await ask<Row[]>(`/products/${first.product_id}/locations`);
  assert.ok(places.some((place) => place["category_id"] === categoryId && place["department_name"] === departmentName));
  assert.equal((await ask<Row[]>(`/attributes/inProduct/${first.product_id}`)).length, 14);
  return rows.map(({ product_id }) => product_id);
};

test("a visitor goes from the departments to a product and finds the way back from there", async () => {
  const reached = new Set<number>();
  for (const { department_id, name } of await ask<{ department_id: number; name: string }[]>("/departments/")) {
    const inDepartment = new Set<number>();
    for (const { category_id } of await ask<{ category_id: number }[]>(`/categories/inDepartment/${department_id}`))
      for (const id of await inCategory(category_id, name)) inDepartment.add(id);
    assert.equal((await ask<Page>(`/products/inDepartment/${department_id}`)).count, inDepartment.size);
    for (const id of inDepartment) reached.add(id);
  }
  assert.equal(reached.size, (await ask<Page>("/products")).count);
});

test("a visitor types, picks a suggestion, narrows the list and sees what is like it", async () => {
  const [suggestion] = await ask<Listed[]>("/products/suggest?query_string=hedgeh");
  assert.ok(suggestion);
  const words = encodeURIComponent(suggestion.name);
  const found = await ask<Page>(`/Products/Search?query_string=${words}&all_words=on`);
  assert.equal(found.rows[0]?.product_id, suggestion.product_id);
  const { discounted_price } = await ask<Listed>(`/products/${suggestion.product_id}`);
  const narrowed = await ask<Page>(
    `/products?category_id=4&price_max=${discounted_price}&facets=on&sort=price,DESC&limit=100`,
  );
  assert.ok(narrowed.rows.some(({ product_id }) => product_id === suggestion.product_id));
  assert.equal(narrowed.facets?.categories.find(({ category_id }) => category_id === 4)?.count, narrowed.count);
  assert.equal((await ask<Listed[]>(`/products/${suggestion.product_id}/related?limit=4`)).length, 4);
});
