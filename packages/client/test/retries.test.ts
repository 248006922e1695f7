import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { openShop } from "../src/shop.ts";
import { address, listeningShop, newCustomer, type Between } from "./shop.ts";

const { open } = listeningShop();

/** Loses the reply to the first request to a path, after the shop has done what it asks. */
const losing = (path: string): Between => {
  let isLost = false;
  return async (request, sendOn) => {
    const reply = await sendOn();
    if (isLost || !request.url.endsWith(path)) return reply;
    isLost = true;
    throw new TypeError("the reply is lost");
  };
};

/** Answers the first requests in the shop's place. */
const answeringFirst = (count: number, answer: () => Response): Between => {
  let answered = 0;
  return (_, sendOn) => ((answered += 1) <= count ? Promise.resolve(answer()) : sendOn());
};

const limited = (status: number, seconds: number) => () =>
  new Response(JSON.stringify({ status, code: status === 429 ? "COM_29" : "COM_50", title: "Later" }), {
    status,
    headers: { "retry-after": String(seconds) },
  });

const placeOrder = async (between: Between) => {
  const client = open({ between });
  const { shop } = client;
  await shop.register(newCustomer());
  await shop.changeAddress(address);
  const { cart_id } = await shop.createCart();
  await shop.addToCart({ cart_id, product_id: 53, attributes: "M, White" });
  return { ...client, order: shop.placeOrder({ cart_id, shipping_id: 3, tax_id: 1 }) };
};

test("an order whose reply is lost is sent again with its key, and placed once", async () => {
  const { shop, order, requests } = await placeOrder(losing("/orders"));
  const { order_id } = await order;
  assert.deepEqual(
    (await shop.listOrders()).map((one) => one.order_id),
    [order_id],
  );
  const keys = requests
    .filter(({ method, url }) => method === "POST" && url.endsWith("/orders"))
    .map(({ headers }) => headers.get("idempotency-key"));
  assert.equal(keys.length, 2);
  assert.match(keys[0] ?? "", /^[0-9a-f]{32}$/);
  assert.equal(keys[1], keys[0]);
});

test("without its key the second request would not be answered with the order", async () => {
  const lose = losing("/orders");
  const { order } = await placeOrder((request, sendOn) => {
    request.headers.delete("idempotency-key");
    return lose(request, sendOn);
  });
  await assert.rejects(order, { code: "CAR_02" });
});

test("what must not happen twice is not sent again", async () => {
  const { shop, sent } = open({ between: losing("/customers") });
  const customer = newCustomer();
  await assert.rejects(shop.register(customer), { name: "ShopUnreachable", message: /the reply is lost/ });
  assert.deepEqual([sent, shop.isSignedIn()], [["POST /customers"], false]);
  await shop.signIn(customer);

  const busy = open({ between: answeringFirst(1, limited(503, 0)) });
  await assert.rejects(busy.shop.register(newCustomer()), { status: 503, code: "COM_50" });
  assert.equal(busy.sent.length, 1);
});

test("a password is sent once: the shop counts wrong ones, and a changed one is wrong", async () => {
  const { shop, sent } = open({ between: losing("/customer") });
  const { name, email, password } = newCustomer();
  await shop.register({ name, email, password });
  const changed = { name, email, password: "warp and weft 10", current_password: password };
  await assert.rejects(shop.changeCustomer(changed), { name: "ShopUnreachable" });
  assert.deepEqual(sent.slice(1), ["PUT /customer"]);
  await shop.signIn({ email, password: "warp and weft 10" });
});

test("a change is sent again, and a removal whose reply was lost is done", async () => {
  const client = open();
  const { cart_id } = await client.shop.createCart();
  const [line] = await client.shop.addToCart({ cart_id, product_id: 53, attributes: "M, White" });
  assert.ok(line);
  const { item_id } = line;
  const changing = open({ between: losing(`/update/${item_id}`) });
  assert.equal((await changing.shop.changeQuantity({ item_id, quantity: 4 }))[0]?.quantity, 4);
  const removing = open({ between: losing(`/removeProduct/${item_id}`) });
  assert.equal(await removing.shop.removeFromCart({ item_id }), undefined);
  assert.deepEqual([changing.sent.length, removing.sent.length], [2, 2]);
  assert.deepEqual(await client.shop.showCart({ cart_id }), []);
  await assert.rejects(client.shop.removeFromCart({ item_id }), { status: 404, code: "CAR_01" });
});

test("a busy shop is asked again after the time it names", async () => {
  const { shop, sent } = open({ between: answeringFirst(1, limited(503, 1)) });
  const began = performance.now();
  assert.equal((await shop.listDepartments()).length, 3);
  const elapsed = performance.now() - began;
  assert.equal(sent.length, 2);
  assert.ok(elapsed >= 1000 && elapsed < 4000, `${elapsed} ms`);
});

test("a busy shop is asked again at most twice, or as often as the call says", async () => {
  for (const [retries, requests] of [
    [undefined, 3],
    [0, 1],
    [4, 5],
  ] as const) {
    const { shop, sent } = open({ between: answeringFirst(9, limited(503, 0)) });
    await assert.rejects(shop.listDepartments({}, { retries }), { name: "ShopProblem", status: 503, code: "COM_50" });
    assert.equal(sent.length, requests);
  }
});

test("a request that was limited was not executed, and is sent again whatever it does", async () => {
  const { shop, sent } = open({ between: answeringFirst(1, limited(429, 0)) });
  await shop.register(newCustomer());
  assert.equal(sent.length, 2);
});

test("a pause that is longer than the call may take is left to the caller", async () => {
  const { shop, sent } = open({ between: answeringFirst(1, limited(429, 900)) });
  await assert.rejects(shop.signIn(newCustomer()), { status: 429, code: "COM_29", retryAfterSeconds: 900 });
  assert.equal(sent.length, 1);
});

test("a proxy that lost the reply is asked again for what is safe, and dates are understood", async () => {
  const passing = open({ between: answeringFirst(1, () => new Response("Bad Gateway", { status: 502 })) });
  await passing.shop.listDepartments();
  assert.equal(passing.sent.length, 2);
  const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();
  const date = () => new Response(null, { status: 503, headers: { "retry-after": inAnHour } });
  const dated: unknown = await open({ between: answeringFirst(1, date) })
    .shop.listDepartments()
    .catch((error: unknown) => error);
  const { retryAfterSeconds } = dated as { retryAfterSeconds?: number };
  assert.ok(retryAfterSeconds !== undefined && Math.abs(retryAfterSeconds - 3600) < 5, String(retryAfterSeconds));
});

/** Never answers, and ends as fetch does when its signal aborts. */
const hanging: Between = ({ signal }) =>
  new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error));
  });

test("an attempt has its time limit, and the call with all attempts has one", async () => {
  const attempts = open({ between: hanging, attemptMilliseconds: 50, retries: 1 });
  await assert.rejects(attempts.shop.listDepartments(), { name: "ShopUnreachable", message: /within 50 ms/ });
  assert.equal(attempts.sent.length, 2);
  const call = open({ between: hanging });
  await assert.rejects(call.shop.listDepartments({}, { callMilliseconds: 80 }), {
    name: "ShopUnreachable",
    message: /within 80 ms/,
  });
  assert.equal(call.sent.length, 1);
});

test("a reply that stops in the middle counts as none", async () => {
  const server = createServer((_, reply) => {
    reply.writeHead(200, { "content-type": "application/json", "content-length": "100" }).write('[{"department_id"');
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  try {
    const shop = openShop({ url: `http://127.0.0.1:${port}`, attemptMilliseconds: 100, retries: 1 });
    await assert.rejects(shop.listDepartments(), { name: "ShopUnreachable" });
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

test("a call ends with its caller's signal, while it waits for a reply and between attempts", async () => {
  for (const between of [hanging, answeringFirst(9, limited(503, 20))]) {
    const { shop, sent } = open({ between });
    const began = performance.now();
    await assert.rejects(shop.listDepartments({}, { signal: AbortSignal.timeout(60) }), { name: "TimeoutError" });
    assert.ok(performance.now() - began < 2000);
    assert.equal(sent.length, 1);
  }
  const { shop, sent } = open();
  await assert.rejects(shop.listDepartments({}, { signal: AbortSignal.abort() }), { name: "AbortError" });
  assert.deepEqual(sent, []);
});
