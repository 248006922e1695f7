import assert from "node:assert/strict";
import { describe, test } from "node:test";
import pg from "pg";
import { askingApp, newBuyer, placedOrder, type Buyer } from "../../../test/support/clients/buyers.ts";
import { operationsOf, readDocument } from "../../../test/contract/document.ts";
import { testShop } from "../../../test/support/servers/shop.ts";
import { until } from "../../../test/support/until.ts";
import { sweepCartKeys } from "./idempotency.queries.ts";

let buyer: Buyer;
const shop = testShop({
  settings: { RATE_LIMIT: "off" },
  prepare: async ({ app }) => {
    buyer = await newBuyer(askingApp(app));
  },
});

const post = (url: string, body: object | undefined, key?: string, as: "buyer" | "guest" = "guest") =>
  shop().app.inject({
    method: "POST",
    url,
    ...(body ? { payload: body } : {}),
    headers: {
      ...(key === undefined ? {} : { "idempotency-key": key }),
      ...(as === "buyer" ? { "user-key": buyer.token } : {}),
    },
  });
const options = (cart_id: string) => ({ cart_id, product_id: 2, attributes: "LG, red" });
const linesIn = async (cart: string) =>
  (await shop().app.inject(`/shoppingcart/${cart}`)).json<{ item_id: number; quantity: number }[]>();
const saved = async (cart: string) =>
  (await shop().app.inject(`/shoppingcart/getSaved/${cart}`)).json<unknown[]>().length;
const told = ({ headers, statusCode }: Awaited<ReturnType<typeof post>>) => [
  statusCode,
  headers["idempotent-replayed"],
];

describe("with a key", () => {
  test("a product goes into a cart once, however often it is asked", async () => {
    const first = await post("/shoppingcart/add", options("add"), "k");
    assert.deepEqual(told(first), [200, undefined]);
    const again = await post("/shoppingcart/add", { ...options("add"), more: "fields", quantity: "1" }, '"k"');
    assert.deepEqual([...told(again), again.body], [200, "true", first.body]);
    assert.deepEqual(
      (await linesIn("add")).map(({ quantity }) => quantity),
      [1],
    );
    await post("/shoppingcart/add", options("add"));
    await post("/shoppingcart/add", options("add"), "another");
    assert.deepEqual(
      (await linesIn("add")).map(({ quantity }) => quantity),
      [3],
    );
    assert.equal(
      (await post("/shoppingcart/add", options("add"), "k")).json()[0].quantity,
      3,
      "the cart as it is by now",
    );
  });

  test("fifty at once put in one", async () => {
    const replies = await Promise.all(
      Array.from({ length: 50 }, () => post("/shoppingcart/add", options("fifty"), "k")),
    );
    const counts = Object.groupBy(replies, (reply) => told(reply).join(" ").trim());
    assert.equal(counts["200"]?.length, 1);
    assert.deepEqual(
      (await linesIn("fifty")).map(({ quantity }) => quantity),
      [1],
    );
    for (const reply of replies) assert.ok([200, 409, 503].includes(reply.statusCode), reply.body);
  });

  test("another request is refused, and another cart's key is another key", async () => {
    await post("/shoppingcart/add", options("ours"), "k");
    const other = await post("/shoppingcart/add", { ...options("ours"), quantity: 2 }, "k");
    assert.deepEqual([other.statusCode, other.json().error.code], [422, "COM_09"]);
    assert.deepEqual(
      (await linesIn("ours")).map(({ quantity }) => quantity),
      [1],
    );
    assert.deepEqual(told(await post("/shoppingcart/add", options("yours"), "k")), [200, undefined]);
  });

  test("a refusal burns no key", async () => {
    const refused = await post("/shoppingcart/add", { ...options("burnt"), product_id: 9999 }, "k");
    assert.deepEqual([refused.statusCode, refused.json().error.code], [404, "PRO_01"]);
    assert.deepEqual(told(await post("/shoppingcart/add", options("burnt"), "k")), [200, undefined]);
    assert.equal((await post("/shoppingcart/add", options("burnt"), "k".repeat(256))).statusCode, 400);
  });

  test("a line is saved and moved once, though it was moved back or removed meanwhile", async () => {
    await post("/shoppingcart/add", options("later"));
    const [{ item_id } = { item_id: 0 }] = await linesIn("later");
    assert.deepEqual(told(await post(`/shoppingcart/saveForLater/${item_id}`, undefined, "k")), [200, undefined]);
    await post(`/shoppingcart/moveToCart/${item_id}`, undefined, "k");
    assert.deepEqual(told(await post(`/shoppingcart/saveForLater/${item_id}`, undefined, "k")), [200, "true"]);
    assert.equal(await saved("later"), 0);
    await shop().app.inject({ method: "DELETE", url: `/shoppingcart/removeProduct/${item_id}` });
    assert.deepEqual(told(await post(`/shoppingcart/moveToCart/${item_id}`, undefined, "k")), [200, "true"]);
    assert.equal((await post(`/shoppingcart/moveToCart/${item_id}`, undefined, "other")).statusCode, 404);
  });

  test("a cart is claimed, a product reviewed and an order cancelled once", async () => {
    await post("/shoppingcart/add", options("guest"));
    const claim = await post("/shoppingcart/claim", { cart_id: "guest" }, "k", "buyer");
    const again = await post("/shoppingcart/claim", { cart_id: "guest" }, "k", "buyer");
    assert.deepEqual([told(again), again.body], [[200, "true"], claim.body]);

    const review = { review: "Soft.", rating: 5 };
    assert.deepEqual(told(await post("/products/40/reviews", review, "k", "buyer")), [200, undefined]);
    assert.deepEqual(told(await post("/products/40/reviews", review, "k", "buyer")), [200, "true"]);
    assert.equal((await post("/products/41/reviews", review, "k", "buyer")).statusCode, 422);
    assert.equal((await shop().app.inject("/products/40/reviews")).json().length, 1);
    assert.deepEqual((await shop().app.inject("/products/41/reviews")).json(), []);

    const order = await placedOrder(buyer);
    const cancelled = await post(`/orders/${order}/cancel`, undefined, "k", "buyer");
    const twice = await post(`/orders/${order}/cancel`, undefined, "k", "buyer");
    assert.deepEqual([told(twice), twice.body], [[200, "true"], cancelled.body]);
    assert.equal((await post(`/orders/${order}/cancel`, undefined, undefined, "buyer")).statusCode, 409);
  });
});

test("where a key means nothing, its sender is told so", async () => {
  const ignored = async (url: string, body: object, key?: string) =>
    (await post(url, body, key, "buyer")).headers["idempotency-key-ignored"];
  assert.equal(
    await ignored("/customers/login", { email: "a@example.com", password: "x" }, "k"),
    undefined,
    "a refusal",
  );
  assert.equal(await ignored("/customers/password/forgot", { email: "a@example.com" }, "k"), "true");
  assert.equal(await ignored("/customers/password/forgot", { email: "a@example.com" }), undefined);
  assert.equal(await ignored("/shoppingcart/add", options("told"), "k"), undefined);
});

test("every POST takes a key, or is known to mean nothing by one", async () => {
  const posts = operationsOf(await readDocument(shop().app)).filter(({ method }) => method === "POST");
  const takesKey = ({ operation }: (typeof posts)[number]) => JSON.stringify(operation).includes("Idempotency-Key");
  const pathsOf = (operations: typeof posts) =>
    operations.map(({ path }) => path).toSorted((one, other) => one.localeCompare(other));
  assert.deepEqual(pathsOf(posts.filter(takesKey)), [
    "/admin/staff",
    "/orders",
    "/orders/{order_id}/cancel",
    "/products/{product_id}/reviews",
    "/shoppingcart/add",
    "/shoppingcart/claim",
    "/shoppingcart/moveToCart/{item_id}",
    "/shoppingcart/saveForLater/{item_id}",
  ]);
  // Their replies contain tokens, which are not stored, or they take effect once without a key.
  assert.deepEqual(pathsOf(posts.filter((post) => !takesKey(post))), [
    "/admin/invitation",
    "/admin/invitation/accept",
    "/admin/keys",
    "/admin/password/forgot",
    "/admin/password/reset",
    "/admin/session",
    "/admin/session/confirm",
    "/customer/identities",
    "/customers",
    "/customers/email/verify",
    "/customers/email/verify/send",
    "/customers/facebook",
    "/customers/login",
    "/customers/logout",
    "/customers/oidc",
    "/customers/password/forgot",
    "/customers/password/reset",
    "/customers/refresh",
    "/customers/undo",
    "/stripe/charge",
    "/stripe/webhooks",
  ]);
});

test("a twin of a request that waits for its cart is told so, and replayed when it is done", async () => {
  await post("/shoppingcart/add", options("held"));
  const holder = new pg.Client({ connectionString: shop().url });
  await holder.connect();
  try {
    await holder.query("begin");
    await holder.query("select from cart where cart_id = 'held' for update");
    const first = post("/shoppingcart/add", options("held"), "k");
    // Waits longer than the first, brief attempt: between that and the next one, the key is not locked.
    const waiting =
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query_start < now() - interval '200 ms'";
    await until(async () => (await shop().sql(waiting)).length > 0, 5000, "the first waits");
    const twin = await post("/shoppingcart/add", options("held"), "k");
    assert.deepEqual([twin.statusCode, twin.json().error.code], [409, "COM_09"]);
    await holder.query("rollback");
    assert.equal((await first).statusCode, 200);
    assert.deepEqual(told(await post("/shoppingcart/add", options("held"), "k")), [200, "true"]);
    assert.deepEqual(
      (await linesIn("held")).map(({ quantity }) => quantity),
      [2],
    );
  } finally {
    await holder.end();
  }
});

test("keys of carts are good for a day, and swept afterwards", async () => {
  await post("/shoppingcart/add", options("old"), "old");
  await post("/shoppingcart/add", options("old"), "new");
  const hours =
    "select extract(epoch from expires_at - now()) / 3600 as hours from cart_idempotency_key where key = 'old'";
  assert.ok(Math.abs(Number((await shop().sql(hours))[0]?.["hours"]) - 24) < 0.1);
  await shop().sql("update cart_idempotency_key set expires_at = now() where key = 'old'");
  assert.deepEqual(
    told(await post("/shoppingcart/add", options("old"), "old")),
    [200, undefined],
    "the key is free again",
  );
  await shop().sql("update cart_idempotency_key set expires_at = now() where key = 'old'");
  await shop().db.all(sweepCartKeys(new Date(Date.now() + 1000), 100));
  assert.deepEqual(await shop().sql("select key from cart_idempotency_key where scope = 'cart old'"), [{ key: "new" }]);
});
