import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { test } from "node:test";
import { askFreely, signUp, type Member } from "../../../test/support/clients/customers.ts";
import { cloneDatabase, openShopOn, testShop } from "../../../test/support/servers/shop.ts";
import { until } from "../../../test/support/until.ts";
import type { Replies } from "../../platform/http/cache/replies.ts";
import { reviewInvalidation } from "./cache-invalidation.ts";
import { recountRatings } from "./ratings.queries.ts";
import { shownRating } from "../products/listed-product.ts";

const shop = testShop({ settings: { RATE_LIMIT: "off" } });

/** Selects products whose rating differs from that of their reviews. */
const miscounted = () =>
  shop().sql(`select product_id, rating_sum, review_count, sum, count
    from product_rating full join (
      select product_id, sum(rating) as sum, count(*) as count from review group by product_id) as counted using (product_id)
    where (coalesce(rating_sum, 0), coalesce(review_count, 0)) is distinct from (coalesce(sum, 0), coalesce(count, 0))`);

test("a mean is rounded to two decimals, and nobody's is none", () => {
  const mean = (rating_sum: number, review_count: number) => shownRating({ rating_sum, review_count }).rating_average;
  assert.deepEqual([mean(0, 0), mean(13, 3), mean(14, 3), mean(9, 8), mean(5, 1)], [null, 4.33, 4.67, 1.13, 5]);
});

test("whatever is written, edited, taken back and erased at once, stars are those of the reviews", async () => {
  const members: Member[] = [];
  while (members.length < 8) members.push(await signUp(shop().app));
  const act = async (token: string): Promise<void> => {
    const path = `/products/${randomInt(30, 33)}/reviews`;
    const body = { review: "Words.", rating: randomInt(1, 6) };
    await askFreely(shop().app, "POST", path, { token, body });
    const [own] = (await askFreely(shop().app, "GET", "/customer/reviews", { token })).json();
    if (!own) return;
    const ownPath = `/products/${own.product_id}/reviews/${own.review_id}`;
    if (randomInt(2) === 0) await askFreely(shop().app, "PUT", ownPath, { token, body: { ...body, rating: 3 } });
    if (randomInt(3) === 0) await askFreely(shop().app, "DELETE", ownPath, { token });
  };
  for (let round = 1; round <= 12; round += 1) {
    await Promise.all(members.map(({ accessToken }) => act(accessToken)));
    assert.deepEqual(await miscounted(), []);
  }
  const before = await shop().sql("select product_id, rating_sum, review_count from product_rating order by 1");
  await Promise.all(
    members.slice(0, 4).map(({ accessToken }) => askFreely(shop().app, "DELETE", "/customer", { token: accessToken })),
  );
  assert.deepEqual(await miscounted(), []);
  assert.deepEqual(
    await shop().sql("select product_id, rating_sum, review_count from product_rating order by 1"),
    before,
  );
});

test("many that came at once are counted, and a removed product takes its stars along", async () => {
  await shop().sql(`insert into review (product_id, review_id, author, review, rating, created_at)
    select 40 + n % 5, n, 'Buyer', 'Words.', 1 + n % 5, now() from generate_series(1, 100) as n`);
  assert.notDeepEqual(await miscounted(), [], "the comparison sees what is wrong");
  await shop().db.all(recountRatings());
  assert.deepEqual(await miscounted(), []);
  await shop().sql("delete from product where product_id = 40");
  assert.deepEqual(await miscounted(), []);
});

test("every reply about a product shows its rating on every server, lists included", async () => {
  const database = await cloneDatabase();
  const [here, there] = [await openShopOn(database.url), await openShopOn(database.url)];
  const lists = [
    "/products?limit=100",
    "/products/search?query_string=hedgehog",
    "/products/inCategory/4?limit=100",
    "/products/inDepartment/2?limit=100",
  ];
  const shown = async ({ app }: typeof here, url: string) => {
    const reply = (await app.inject(url)).json();
    const found = [reply.rows ?? reply].flat().find(({ product_id }: { product_id: number }) => product_id === 53);
    return `${found.rating_average} of ${found.review_count}`;
  };
  try {
    const urls = ["/products/53", "/products/53/details", ...lists];
    const related = (await here.app.inject("/products/53/related?limit=1")).json()[0].product_id;
    for (const server of [here, there])
      for (const url of urls) assert.equal(await shown(server, url), "null of 0", url);
    await there.app.inject(`/products/${related}/related?limit=50`);
    const { accessToken: token } = await signUp(here.app);
    await askFreely(here.app, "POST", "/products/53/reviews", { token, body: { review: "Soft.", rating: 4 } });
    assert.equal(await shown(here, "/products/53"), "4 of 1", "who wrote it sees it at once");
    for (const server of [here, there])
      for (const url of [...urls, `/products/${related}/related?limit=50`])
        await until(async () => (await shown(server, url)) === "4 of 1", 7000, `the stars in ${url}`);
  } finally {
    await Promise.all([here.close(), there.close()]);
    await database.drop();
  }
});

test("before the replies about a product are dropped, replicas are told to have its review", () => {
  const done: string[] = [];
  const replies: Pick<Replies, "forget"> = {
    forget: (route, params) => void (params && done.push(`${route} ${String(params["product_id"])}`)),
  };
  const listener = reviewInvalidation({ requireFreshReplicas: () => void done.push("required") }, replies);
  listener.received("5 7");
  assert.deepEqual(done, ["required", ...["/reviews", "", "/details"].map((rest) => `/products/:product_id${rest} 5`)]);
});

test("lists are dropped once in five seconds at most, however many review", async () => {
  let lists = 0;
  const replies: Pick<Replies, "forget"> = {
    forget: (route, params) => void (params || (lists += Number(route === "/products"))),
  };
  const listener = reviewInvalidation({ requireFreshReplicas: () => undefined }, replies);
  for (let review = 1; review <= 100; review += 1) listener.received(`${review} 1`);
  assert.equal(lists, 1);
  await until(async () => lists === 2, 8000, "the lists are dropped again, after the last review");
});
