import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, refuses, signUp, type Member } from "../../../test/support/clients/customers.ts";
import { testShop } from "../../../test/support/servers/shop.ts";

const shop = testShop({ settings: { RATE_LIMIT: "off" } });

type Shown = { review_id: number; name: string; review: string; rating: number; created_on: string; edited_on: string };
type Own = Shown & { product_id: number };
const reviews = async (product: number): Promise<Shown[]> =>
  (await shop().app.inject(`/products/${product}/reviews`)).json();
const review = ({ accessToken: token }: Member, product: number, rating: number, words: string) =>
  ask(shop().app, "POST", `/products/${product}/reviews`, { token, body: { review: words, rating } });
const own = async ({ accessToken: token }: Member, query = ""): Promise<Own[]> =>
  (await ask(shop().app, "GET", `/customer/reviews${query}`, { token })).json();
const stars = async (product: number) => {
  const { rating_average, review_count } = (await shop().app.inject(`/products/${product}`)).json();
  return [rating_average, review_count];
};

test("a customer has one review of a product: a further one takes its place", async () => {
  const [ada, bob] = [await signUp(shop().app), await signUp(shop().app, { name: "Bob Twill" })];
  await review(ada, 10, 1, "Too thin.");
  await review(bob, 10, 4, "Good.");
  const [, first] = await reviews(10);
  assert.equal((await review(ada, 10, 5, "Grew on me.")).body, "");
  const found = await reviews(10);
  assert.deepEqual(
    found.map(({ name, review: words, rating }) => [name, words, rating]),
    [
      ["Ada Weaver", "Grew on me.", 5],
      ["Bob Twill", "Good.", 4],
    ],
  );
  assert.deepEqual([found[0]?.review_id, found[0]?.edited_on], [first?.review_id, null]);
  assert.deepEqual(await stars(10), [4.5, 2]);
});

test("twenty reviews of one customer and product at once leave one", async () => {
  const ada = await signUp(shop().app);
  const replies = await Promise.all(Array.from({ length: 20 }, (_, n) => review(ada, 11, 1 + (n % 5), `No. ${n}`)));
  assert.deepEqual(new Set(replies.map(({ statusCode }) => statusCode)), new Set([200]));
  const [only, ...others] = await reviews(11);
  assert.deepEqual(others, []);
  assert.deepEqual(await stars(11), [only?.rating, 1]);
});

test("an author edits a review, which stays where it stands and says so", async () => {
  const [ada, bob] = [await signUp(shop().app), await signUp(shop().app)];
  await review(ada, 12, 2, "Fine.");
  await review(bob, 12, 3, "Mine.");
  const [mine] = await own(ada);
  const path = `/products/12/reviews/${mine?.review_id}`;
  const body = { review: "Fine\u202e indeed.", rating: 4 };
  assert.equal((await ask(shop().app, "PUT", path, { token: ada.accessToken, body })).body, "");
  const [, edited] = await reviews(12);
  assert.deepEqual(edited, { ...edited, review: "Fine indeed.", rating: 4, created_on: mine?.created_on });
  assert.ok(edited && Date.parse(edited.edited_on) >= Date.parse(edited.created_on));
  assert.deepEqual(await stars(12), [3.5, 2]);
  const [told] = await own(ada);
  assert.deepEqual([told?.product_id, told?.review, told?.edited_on], [12, "Fine indeed.", edited.edited_on]);
});

test("an author takes a review back, once", async () => {
  const [ada, bob] = [await signUp(shop().app), await signUp(shop().app)];
  await review(ada, 13, 1, "No.");
  await review(bob, 13, 4, "Yes.");
  const [mine] = await own(ada);
  const path = `/products/13/reviews/${mine?.review_id}`;
  assert.equal((await ask(shop().app, "DELETE", path, { token: ada.accessToken })).body, "");
  assert.deepEqual(
    (await reviews(13)).map(({ review: words }) => words),
    ["Yes."],
  );
  assert.deepEqual([await stars(13), await own(ada)], [[4, 1], []]);
  await refuses(shop().app, ["DELETE", path, { token: ada.accessToken }], "404 REV_01", "review_id");
  assert.equal((await review(ada, 13, 2, "Perhaps.")).statusCode, 200, "and may review it anew");
  assert.deepEqual(await stars(13), [3, 2]);
});

test("a review is nobody's but its author's, and of its product alone", async () => {
  const [ada, bob] = [await signUp(shop().app), await signUp(shop().app)];
  await review(ada, 14, 5, "Mine.");
  const [mine] = await own(ada);
  const body = { review: "Yours.", rating: 1 };
  for (const [token, path] of [
    [bob.accessToken, `/products/14/reviews/${mine?.review_id}`],
    [ada.accessToken, `/products/15/reviews/${mine?.review_id}`],
    [ada.accessToken, "/products/14/reviews/1"],
  ] as const)
    for (const method of ["PUT", "DELETE"] as const)
      await refuses(shop().app, [method, path, { token, body }], "404 REV_01", "review_id");
  assert.deepEqual([(await reviews(14)).map(({ review: words }) => words), await stars(14)], [["Mine."], [5, 1]]);
});

test("one's own reviews are listed by page, newest first", async () => {
  const ada = await signUp(shop().app);
  for (const product of [20, 21, 22]) await review(ada, product, 3, `Of ${product}.`);
  const listed = async (query: string) => (await own(ada, query)).map(({ product_id }) => product_id);
  assert.deepEqual(await listed(""), [22, 21, 20]);
  assert.deepEqual(
    [await listed("?limit=2"), await listed("?limit=2&page=2"), await listed("?offset=1")],
    [[22, 21], [20], [21, 20]],
  );
});

test("a review deleted by hand can be written anew, and the rating follows", async () => {
  const [ada, bob] = [await signUp(shop().app), await signUp(shop().app)];
  await review(ada, 16, 1, "Gone.");
  await review(bob, 16, 3, "Stays.");
  await shop().sql("delete from review where product_id = 16 and review = 'Gone.'");
  await review(ada, 16, 5, "Again.");
  assert.deepEqual([(await reviews(16)).length, await stars(16)], [2, [4, 2]]);
});
