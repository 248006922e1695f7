import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, refuses, signUp } from "../../../test/support/clients/customers.ts";
import { cloneDatabase, openShopOn, type TestShop } from "../../../test/support/servers/shop.ts";
import { until } from "../../../test/support/until.ts";

let database: Awaited<ReturnType<typeof cloneDatabase>>;
let servers: readonly [TestShop, TestShop];
before(async () => {
  database = await cloneDatabase();
  servers = [await openShopOn(database.url), await openShopOn(database.url)];
});
after(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await database.drop();
});

type Shown = { name: string; review: string; rating: number };
const reviewsAt = async ({ app }: TestShop, product: number): Promise<Shown[]> =>
  (await app.inject(`/products/${product}/reviews`)).json();
const path = "/products/53/reviews";

test("a review stands under its author's name at once, and on every server within a second", async () => {
  const [here, there] = servers;
  const { accessToken: token } = await signUp(here.app, { name: "Ada Weaver" });
  assert.deepEqual([await reviewsAt(here, 53), await reviewsAt(there, 53)], [[], []], "an empty list is kept");
  const written = { review: "Prickly, in the best way.", rating: "5", customer_id: 999, author: "Somebody else" };
  assert.equal((await ask(here.app, "POST", path, { token, body: written })).body, "");
  const shown = [{ name: "Ada Weaver", review: "Prickly, in the best way.", rating: 5 }];
  const seen = async (server: TestShop) =>
    (await reviewsAt(server, 53)).map(({ name, review, rating }) => ({ name, review, rating }));
  assert.deepEqual(await seen(here), shown);
  await until(async () => (await seen(there)).length === 1, 1000, "the review on the other server");
  assert.deepEqual(await seen(there), shown);
});

test("a review needs an author, words, one to five stars and a product", async () => {
  const [{ app, sql }] = servers;
  const { accessToken: token } = await signUp(app);
  const body = { review: "Fine.", rating: 4 };
  const count = async () => (await sql("select count(*)::int as count from review"))[0]?.["count"];
  const before = await count();
  await refuses(app, ["POST", path, { body }], "401 AUT_01");
  await refuses(app, ["POST", path, { token, body: {} }], "400 USR_02", "review,rating");
  await refuses(app, ["POST", path, { token, body: { ...body, review: "x".repeat(10_001) } }], "400 USR_07", "review");
  for (const rating of [0, 6, 2.5, "many"])
    await refuses(app, ["POST", path, { token, body: { ...body, rating } }], "400 COM_02", "rating");
  await refuses(app, ["POST", "/products/9999/reviews", { token, body }], "404 PRO_01", "product_id");
  assert.equal(await count(), before);
});

test("thirty reviews an hour are taken from one customer", async () => {
  const [{ app }] = servers;
  const { accessToken: token } = await signUp(app);
  const write = () =>
    app.inject({
      method: "POST",
      url: "/products/55/reviews",
      headers: { "user-key": token },
      payload: { review: "Again.", rating: 3 },
    });
  const statuses = (await Promise.all(Array.from({ length: 31 }, write))).map(({ statusCode }) => statusCode);
  assert.deepEqual(
    statuses.toSorted((one, other) => one - other),
    [...Array<number>(30).fill(200), 429],
  );
});
