import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, signUp, type Member } from "../../test/support/clients/customers.ts";
import { runCommand } from "../../test/support/servers/command.ts";
import { openShopOn, testShop } from "../../test/support/servers/shop.ts";
import { until } from "../../test/support/until.ts";

const shop = testShop({ settings: { RATE_LIMIT: "off" } });
const npmRunReview = (...asked: string[]) => runCommand(shop().url, "review", ...asked);

const write = ({ accessToken: token }: Member, product: number, rating: number, words: string) =>
  ask(shop().app, "POST", `/products/${product}/reviews`, { token, body: { review: words, rating } });
const shown = async (product: number, app = shop().app) => {
  const reviews: { review_id: number; name: string }[] = (await app.inject(`/products/${product}/reviews`)).json();
  const { rating_average, review_count } = (await app.inject(`/products/${product}`)).json();
  return { names: reviews.map(({ name }) => name), stars: [rating_average, review_count], reviews };
};
const stored = () =>
  shop()
    .sql(`select (select count(*)::int from review) as reviews, (select count(*)::int from customer_review) as authorships,
    (select json_agg(product_rating order by product_id) from product_rating) as stars`);

test("a review is taken down whoever wrote it, and every server shows it no more", async () => {
  const other = await openShopOn(shop().url, { RATE_LIMIT: "off" });
  const [ada, bob] = [await signUp(shop().app), await signUp(shop().app, { name: "Bob Twill" })];
  await write(ada, 10, 5, "Good.\nVery.");
  await write(bob, 10, 1, "Buy at \u001b[31mspam.example!");
  const before = await shown(10);
  assert.deepEqual(
    [before.names, before.stars],
    [
      ["Bob Twill", "Ada Weaver"],
      [3, 2],
    ],
  );
  assert.deepEqual(await shown(10, other.app), before);

  const [spam, kept] = before.reviews.map(({ review_id }) => String(review_id));
  const today = new Date().toISOString().slice(0, 10);
  assert.deepEqual(await npmRunReview("list", "10"), {
    code: 0,
    out: `${spam}  ${today}  1 of 5  Bob Twill: Buy at [31mspam.example!\n${kept}  ${today}  5 of 5  Ada Weaver: Good. Very.\n`,
    err: "",
  });
  assert.deepEqual(await npmRunReview("remove", "10", `${spam}`), {
    code: 0,
    out: `Review ${spam} of product 10, by Bob Twill, is removed.\n`,
    err: "",
  });
  for (const app of [shop().app, other.app])
    await until(async () => (await shown(10, app)).names.length === 1, 5000, "what was kept is dropped");
  const after = await shown(10);
  assert.deepEqual([after.names, after.stars], [["Ada Weaver"], [5, 1]]);
  assert.deepEqual(await shown(10, other.app), after);
  const own = await ask(shop().app, "GET", "/customer/reviews", { token: bob.accessToken });
  assert.deepEqual(own.json(), []);
  assert.equal((await write(bob, 10, 4, "It is good.")).statusCode, 200);
  await other.close();
});

test("a review of nobody known any more is taken down too", async () => {
  await shop().sql(
    "insert into review (product_id, review_id, author, review, rating, created_at) values (11, 5, 'A former customer', 'Meh', 2, now())",
  );
  assert.equal((await npmRunReview("remove", "11", "5")).code, 0);
  assert.equal((await npmRunReview("list", "11")).out, "Nobody has reviewed it.\n");
  assert.deepEqual((await shown(11)).stars, [null, 0]);
});

test("what there is not is refused, and nothing changes", async () => {
  const before = await stored();
  const there = (await shown(10)).reviews[0]?.review_id;
  assert.ok(there);
  for (const [said, ...asked] of [
    ["Don't exist review with this ID\n", "remove", "10", "999"],
    ["Don't exist review with this ID\n", "remove", "12", String(there)],
    ["Don't exist product with this ID\n", "list", "999"],
  ] as const)
    assert.deepEqual(await npmRunReview(...asked), { code: 1, out: "", err: said });
  assert.deepEqual(await stored(), before);
});
