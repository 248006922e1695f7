import assert from "node:assert/strict";
import { test } from "node:test";
import { operationsOf, readDocument } from "../../../test/contract/document.ts";
import { ShopProblem } from "../src/problem.ts";
import { openShop } from "../src/shop.ts";
import { address, listeningShop, newCustomer } from "./shop.ts";

const { shop, url, open } = listeningShop();

test("every operation is a function, but the session's own, the provider's, staff's and old GETs", async () => {
  const operations = operationsOf(await readDocument(shop().app)).filter(({ path }) => !path.startsWith("/admin/"));
  const ids = operations.map(({ operation }) => operation.operationId);
  const withheld = ["moveToCartByGet", "receiveProviderEvent", "refreshSession", "saveForLaterByGet"];
  const functions = Object.keys(open().shop).filter((name) => name !== "isSignedIn");
  assert.deepEqual(functions.toSorted(), ids.filter((id) => !withheld.includes(id)).toSorted());
});

test("a customer finds a shirt, fills a cart, registers, orders, pays and signs out", async () => {
  const { shop: own } = open();
  const { rows } = await own.searchProducts({ query_string: "hedgehog", limit: 2 });
  const [{ product_id } = { product_id: 0 }] = rows;
  const { cart_id } = await own.createCart();
  await own.addToCart({ cart_id, product_id, attributes: "M, White" });
  const [line] = await own.addToCart({ cart_id, product_id, attributes: "White, M", quantity: 2 });
  assert.ok(line);
  assert.equal(line.quantity, 3);
  assert.equal((await own.changeQuantity({ item_id: line.item_id, quantity: 1 }))[0]?.quantity, 1);

  const customer = newCustomer();
  assert.equal(own.isSignedIn(), false);
  assert.equal((await own.register(customer)).customer.email, customer.email);
  assert.equal(own.isSignedIn(), true);
  assert.equal((await own.changeAddress(address)).city, "Paterson");
  const { order_id } = await own.placeOrder({ cart_id, shipping_id: 3, tax_id: 1 });
  const charge = await own.payOrder({ order_id, stripeToken: "tok_visa", description: "A shirt" });
  assert.deepEqual([charge.status, charge.paid], ["succeeded", true]);
  const order = await own.showOrder({ order_id });
  assert.deepEqual([order.status, order.total_amount], ["paid", (charge.amount / 100).toFixed(2)]);
  assert.equal(await own.writeReview({ product_id, rating: 5, review: "Prickly." }), undefined);
  assert.deepEqual(
    (await own.listOwnReviews()).map(({ rating }) => rating),
    [5],
  );

  assert.equal(await own.signOut(), undefined);
  assert.equal(own.isSignedIn(), false);
  await assert.rejects(own.showCustomer(), { name: "ShopProblem", status: 401, code: "AUT_01" });
});

test("fields go where the operation has them: path, query, lists in it, and the query of a POST", async () => {
  const { shop: own, requests } = open();
  await own.listReviews({ product_id: 53, limit: 2 });
  await own.listProducts({ attribute_value_id: [1, 6], facets: true, sort: "price,DESC" });
  await own.showCart({ cart_id: "a/b c" });
  await own.register(newCustomer());
  await own.signOut({ everywhere: true });
  assert.deepEqual(
    requests.map((request) => request.url.replace(url(), "")),
    [
      "/products/53/reviews?limit=2",
      "/products?attribute_value_id=1&attribute_value_id=6&facets=true&sort=price%2CDESC",
      "/shoppingcart/a%2Fb%20c",
      "/customers",
      "/customers/logout?everywhere=true",
    ],
  );
});

test("the token goes where it makes a difference, and not to public reads, which caches answer", async () => {
  const { shop: own, requests } = open();
  const { accessToken } = await own.register(newCustomer());
  await own.listDepartments();
  await own.showProduct({ product_id: 53 });
  await own.showCustomer();
  const { cart_id } = await own.createCart();
  await own.addToCart({ cart_id, product_id: 53, attributes: "M, White" });
  await own.claimCart({ cart_id });
  await assert.rejects(own.payOrder({ order_id: 999, stripeToken: "tok_visa", description: "-" }), { code: "ORD_01" });
  assert.deepEqual(
    requests.filter((request) => request.headers.has("user-key")).map(({ url: address }) => new URL(address).pathname),
    ["/customer", "/shoppingcart/claim", "/stripe/charge"],
  );
  assert.equal(requests.at(-1)?.headers.get("user-key"), accessToken);
});

test("an error of the shop is thrown with its status, code, field and message", async () => {
  const { shop: own } = open();
  const problem: unknown = await own.showProduct({ product_id: 9999 }).catch((error: unknown) => error);
  assert.ok(problem instanceof ShopProblem);
  assert.deepEqual(
    [problem.status, problem.code, problem.field, problem.message, problem.retryAfterSeconds],
    [404, "PRO_01", "product_id", "Don't exist product with this ID", undefined],
  );
  const { email } = newCustomer();
  await assert.rejects(own.register({ name: "Ada", email, password: "1234" }), {
    name: "ShopProblem",
    status: 400,
    code: "USR_10",
    field: "password",
  });
});

test("a reply that is not the shop's own is a problem without a code", async () => {
  const elsewhere = openShop({ url: `${url()}/nowhere/` });
  await assert.rejects(elsewhere.listDepartments(), { status: 404, code: undefined, message: "Endpoint not found." });
  const between = async () => new Response("<h1>Teapot</h1>", { status: 418, statusText: "I'm a teapot" });
  await assert.rejects(open({ between }).shop.listDepartments(), {
    status: 418,
    code: undefined,
    message: "The shop answered 418 I'm a teapot",
  });
  const portal = async () =>
    new Response("<h1>Welcome to our hotel</h1>", { headers: { "content-type": "text/html" } });
  await assert.rejects(open({ between: portal }).shop.listDepartments(), { name: "ShopProblem", status: 200 });
});

test("a call's options reach the request, and its reply is shown to who asks", async () => {
  const { shop: own, requests } = open();
  const statuses: number[] = [];
  const { cart_id } = await own.createCart(undefined, { headers: { "x-request-id": "shirt-7" } });
  const again = { idempotencyKey: "one", onResponse: ({ status }: Response) => void statuses.push(status) };
  const replays: (string | null)[] = [];
  const input = { cart_id, product_id: 53, attributes: "M, White" };
  await own.addToCart(input, again);
  const lines = await own.addToCart(input, {
    ...again,
    onResponse: ({ headers }) => void replays.push(headers.get("idempotent-replayed")),
  });
  assert.equal(requests[0]?.headers.get("x-request-id"), "shirt-7");
  assert.deepEqual([statuses, replays, lines[0]?.quantity], [[200], ["true"], 1]);
});
