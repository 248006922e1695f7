import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { testShop } from "../support/shop.ts";

const shop = testShop({ prepare: async ({ app }) => void (await app.listen({ host: "127.0.0.1", port: 0 })) });
type Row = Record<string, any>;

/** As an old front-end asks: a form's content type on every request, a token that is none, a trailing slash now and then. */
const ask = async (path: string): Promise<any> => {
  const { port } = shop().app.server.address() as AddressInfo;
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    "user-key": "Bearer null",
    accesstoken: "undefined",
    origin: "http://front.example",
  };
  const reply = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
  assert.equal(reply.status, 200, path);
  assert.equal(reply.headers.get("access-control-allow-origin"), "*");
  return reply.json();
};

test("a visitor goes from the departments to a product and finds the way back from there", async () => {
  const reached = new Set<number>();
  for (const { department_id, name } of (await ask("/departments/")) as Row[]) {
    const inDepartment = new Set<number>();
    for (const { category_id } of (await ask(`/categories/inDepartment/${department_id}`)) as Row[]) {
      const { count, rows } = await ask(`/products/inCategory/${category_id}?page=1&limit=100&description_length=120`);
      assert.equal(rows.length, count);
      for (const { product_id } of rows as Row[]) inDepartment.add(product_id);
      const { product_id, price } = rows[0];
      const [details] = await ask(`/products/${product_id}/details/`);
      assert.equal(details.price, price);
      const locations = (await ask(`/products/${product_id}/locations`)) as Row[];
      assert.ok(locations.some((place) => place["category_id"] === category_id && place["department_name"] === name));
      const values = (await ask(`/attributes/inProduct/${product_id}`)) as Row[];
      assert.equal(values.length, 14);
    }
    assert.equal((await ask(`/products/inDepartment/${department_id}`)).count, inDepartment.size);
    for (const id of inDepartment) reached.add(id);
  }
  assert.equal(reached.size, (await ask("/products")).count);
});

test("a visitor types, picks a suggestion, narrows the list and sees what is like it", async () => {
  const [suggestion] = await ask("/products/suggest?query_string=hedgeh");
  const found = await ask(`/Products/Search?query_string=${encodeURIComponent(suggestion.name)}&all_words=on`);
  assert.equal(found.rows[0].product_id, suggestion.product_id);
  const whole = await ask(`/products/${suggestion.product_id}`);
  const narrowed = await ask(
    `/products?category_id=4&price_max=${whole.discounted_price}&facets=on&sort=price,DESC&limit=100`,
  );
  assert.ok((narrowed.rows as Row[]).some(({ product_id }) => product_id === suggestion.product_id));
  assert.equal(narrowed.facets.categories.find((category: Row) => category["category_id"] === 4).count, narrowed.count);
  const related = (await ask(`/products/${suggestion.product_id}/related?limit=4`)) as Row[];
  assert.equal(related.length, 4);
});
