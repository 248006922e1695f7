import assert from "node:assert/strict";
import { test } from "node:test";
import { testShop } from "../../../test/support/servers/shop.ts";

/** Thirty reviews of product 3, up to three of which share a timestamp. */
const written = `insert into review (product_id, review_id, author, review, rating, created_at)
  select 3, n, 'Buyer ' || n, 'Line one' || chr(10) || '<b>two</b>', 1 + n % 5, '2020-01-01T00:00:00Z'::timestamptz + (n / 3) * interval '1 day'
  from generate_series(1, 30) as n`;
const shop = testShop({ prepare: async ({ sql }) => void (await sql(written)) });
const get = async (url: string): Promise<{ name: string; created_on: string; review: string }[]> =>
  (await shop().app.inject(url)).json();

test("reviews stand newest first, and pages lose and double none", async () => {
  const whole = await get("/products/3/reviews");
  assert.deepEqual(
    whole.map(({ name }) => name),
    Array.from({ length: 30 }, (_, index) => `Buyer ${30 - index}`),
  );
  const walked = [];
  for (let page = 1; page <= 5; page += 1) walked.push(...(await get(`/products/3/reviews?limit=7&page=${page}`)));
  assert.deepEqual(walked, whole);
  assert.deepEqual(await get("/products/3/reviews?page=2"), []);
  assert.deepEqual(await get("/products/3/reviews?limit=4&offset=3"), whole.slice(3, 7));
  const both = (await shop().app.inject("/products/3/reviews?page=2&offset=3")).json();
  assert.deepEqual([both.error.code, both.error.field], ["COM_02", "page"]);
});

test("a review is answered as it was written, its moment in UTC with milliseconds", async () => {
  assert.deepEqual((await get("/products/3/reviews?limit=1"))[0], {
    name: "Buyer 30",
    review_id: 30,
    review: "Line one\n<b>two</b>",
    rating: 1,
    created_on: "2020-01-11T00:00:00.000Z",
    edited_on: null,
  });
});

test("a product nobody wrote about answers an empty list, an unknown one is refused", async () => {
  assert.deepEqual(await get("/products/4/reviews"), []);
  assert.equal((await shop().app.inject("/products/999/reviews")).json().error.code, "PRO_01");
});
