import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { simpleParser } from "mailparser";
import type { Json } from "../support/clients/buyers.ts";
import { openServer, type Server } from "../support/servers/servers.ts";
import { cloneDatabase } from "../support/servers/shop.ts";
import { until } from "../support/until.ts";

let folder: string;
let server: Server;
const ends: (() => Promise<unknown>)[] = [];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "selvedge-old-"));
  ends.push(() => rm(folder, { recursive: true, force: true }));
  const { url, drop } = await cloneDatabase();
  ends.push(drop);
  const settings = { WORKER: "on", DATA_DIR: folder, STOREFRONT_URL: "https://shop.example/" };
  server = await openServer(url, { settings });
  ends.push(() => server.close());
});
after(async () => {
  for (const end of ends.toReversed()) await end();
});

type Fields = Readonly<Record<string, string | number>>;
type Headers = Readonly<Record<string, string>>;

/**
 * Sends a request as a browser does, with a form or JSON as body; asserts success, because such front-ends understand
 * nothing else.
 */
const ask = async (
  method: string,
  path: string,
  { body, as = "json", headers = {} }: { body?: Fields; as?: "form" | "json"; headers?: Headers } = {},
): Promise<Json> => {
  const type = as === "form" ? "application/x-www-form-urlencoded" : "application/json;charset=UTF-8";
  const written = (fields: Fields) =>
    as === "form"
      ? new URLSearchParams(
          Object.entries(fields).map(([name, value]) => [name, String(value)] as [string, string]),
        ).toString()
      : JSON.stringify(fields);
  const reply = await fetch(`${server.url}${path}`, {
    method,
    headers: {
      origin: "http://localhost:8080",
      ...(body || method === "GET" ? { "content-type": type } : {}),
      ...headers,
    },
    ...(body ? { body: written(body) } : {}),
  });
  assert.equal(reply.status, 200, `${method} ${path}: ${await reply.clone().text()}`);
  const text = await reply.text();
  return text === "" ? undefined : JSON.parse(text);
};

let buyers = 0;
/** Registers a customer with a new email address. */
const register = async (as: "form" | "json" = "json", headers: Headers = {}) => {
  buyers += 1;
  const email = `buyer${buyers}@example.com`;
  const body = { name: "Ada Weaver", email, password: "twill and denim 9" };
  const { accessToken, customer } = await ask("POST", "/customers", { body, as, headers });
  assert.ok(accessToken.startsWith("Bearer "));
  return { email, customer, signedIn: { "user-key": accessToken as string } };
};
const orderOf = (orderId: number, headers: Headers): Promise<Json> =>
  ask("GET", `/orders/shortDetail/${orderId}`, { headers });

const mailTo = async (address: string) => {
  const names = await readdir(join(folder, "mail")).catch(() => []);
  const all = await Promise.all(names.map(async (name) => simpleParser(await readFile(join(folder, "mail", name)))));
  return all.find(
    ({ subject, to }) => subject?.startsWith("Your order") && [to].flat()[0]?.value[0]?.address === address,
  );
};
const letterTo = async (address: string) => {
  await until(async () => (await mailTo(address)) !== undefined, 15_000, "the mail of the order");
  return (await mailTo(address))!.text ?? "";
};

describe("a front-end of 2019 sells, though it", () => {
  test("has no address form at all, and charges without a token", async () => {
    const { signedIn, email } = await register("form");
    const { cart_id } = await ask("GET", "/shoppingcart/generateUniqueId");
    await ask("POST", "/shoppingcart/add", { as: "form", body: { cart_id, product_id: "12", attributes: "LG, red" } });
    const body = { cart_id, shipping_id: 1, tax_id: 2 };
    const { orderId } = await ask("POST", "/orders", { as: "form", body, headers: signedIn });
    const charge = { stripeToken: "tok_visa", order_id: orderId, description: "T-shirts", amount: 1500 };
    const { status } = await ask("POST", "/stripe/charge", { body: charge, headers: { "stripe-signature": "none" } });
    assert.equal(status, "succeeded");
    const order = await orderOf(orderId, signedIn);
    assert.deepEqual([order.status, order.attention], ["paid", ["address_missing"]]);

    const letter = await letterTo(email);
    assert.match(letter, /We do not know yet where to send it\./);
    assert.ok(letter.includes(`https://shop.example/order-address?order=${orderId}`), letter);
    assert.ok(!letter.includes("It goes to"), letter);
    const address = {
      address_1: "1 Loom Lane",
      city: "Paterson",
      region: "NJ",
      postal_code: 7505,
      country: "USA",
      shipping_region_id: 2,
    };
    const completed = await ask("PUT", `/orders/${orderId}/address`, { body: address, headers: signedIn });
    assert.deepEqual([completed.status, completed.attention], ["paid", []]);
  });

  test("saves the address with the region that says nothing, and offers another region's ways", async () => {
    const { signedIn, email, customer } = await register();
    assert.equal(customer.shipping_region_id, 1);
    const address = { address_1: "1 Loom Lane", city: "Paterson", region: "NJ", postal_code: "07505", country: "USA" };
    const whole = { ...customer, ...address, day_phone: "", eve_phone: "", mob_phone: "", credit_card: "" };
    const saved = await ask("PUT", "/customers/address", { body: whole, headers: signedIn });
    assert.equal(saved.shipping_region_id, 1);
    const { cart_id } = await ask("GET", "/shoppingcart/generateUniqueId", { as: "form" });
    const nonsense = { "user-key": "null", accesstoken: "undefined", "access-control-allow-origin": "*" };
    const line = { cart_id, product_id: "2", attributes: '{"size":"M","color":"White"}' };
    await ask("POST", "/shoppingcart/add", { body: line, headers: nonsense });
    const [way] = await ask("GET", "/shipping/regions/2");
    const body = { cart_id, shipping_id: String(way.shipping_id), tax_id: "1" };
    const { orderId } = await ask("POST", "/orders", { body, headers: signedIn });
    const charge = { stripeToken: "tok_visa", order_id: String(orderId), description: "Order", amount: "1995" };
    await ask("POST", "/stripe/charge", { as: "form", body: charge, headers: signedIn });
    const order = await orderOf(orderId, signedIn);
    assert.deepEqual([order.status, order.attention], ["paid", []]);
    const letter = await letterTo(email);
    assert.match(letter, /It goes to the address that your order shows\./);
    assert.doesNotMatch(letter, /Ada Weaver|1 Loom Lane/);
    assert.ok(!letter.includes("order-address"), letter);
  });

  test("offers the ways of all regions, with an address in one and a way to another", async () => {
    const { signedIn, email } = await register("json", { "user-key": "[object Object]" });
    const address = { address_1: "1 Loom Lane", city: "Paterson", region: "NJ", postal_code: "07505", country: "USA" };
    await ask("PUT", "/customers/address", {
      as: "form",
      body: { ...address, shipping_region_id: "2" },
      headers: signedIn,
    });
    const regions: Json[] = await ask("GET", "/shipping/regions");
    const ways = await Promise.all(
      regions.map(({ shipping_region_id }) => ask("GET", `/shipping/regions/${shipping_region_id}`)),
    );
    const way = ways.flat().find(({ shipping_region_id }) => shipping_region_id === 4);
    const cart_id = "null";
    await ask("POST", "/shoppingCart/add/", { body: { cart_id, product_id: 3, attributes: "M,White" } });
    const body = { cart_id, shipping_id: way.shipping_id, tax_id: 1, customer_id: 1, amount: 5 };
    const { orderId } = await ask("POST", "/orders", { body, headers: { authorization: signedIn["user-key"] } });
    await ask("POST", "/stripe/charge", {
      body: { stripeToken: "tok_visa", order_id: orderId, description: "Order", amount: 3500, currency: "GBP" },
      headers: signedIn,
    });
    const order = await orderOf(orderId, signedIn);
    assert.deepEqual(
      [order.status, order.shipping_amount, order.attention],
      ["paid", "35.00", ["shipping_region_differs"]],
    );
    const letter = await letterTo(email);
    assert.match(letter, /It goes to the address that your order shows\./);
    assert.doesNotMatch(letter, /Ada Weaver|1 Loom Lane/);
    assert.match(letter, /a way of sending that does not lead to this address/);
    assert.ok(letter.includes(`https://shop.example/order-address?order=${orderId}`), letter);
  });

  test("sends a region's number as the way of sending, and hides its address from the shop", async () => {
    const { signedIn } = await register();
    const { cart_id } = await ask("GET", "/shoppingcart/generateUniqueId");
    assert.match(cart_id, /^[a-z0-9]{18}$/);
    await ask("POST", "/shoppingcart/add", {
      as: "form",
      body: { cart_id, product_id: 4, attributes: "color: , size: " },
    });
    const [, , europe] = await ask("GET", "/shipping/regions");
    const body = { cart_id, shipping_id: europe.shipping_region_id, tax_id: 2 };
    const { orderId, order_id } = await ask("POST", "/orders", { body, headers: signedIn });
    assert.equal(order_id, orderId);
    const { status, amount } = await ask("POST", "/stripe/charge", {
      as: "form",
      body: { stripeToken: "tok_visa", order_id: orderId, description: "Order", email: "ada@example.com", amount: 10 },
    });
    const order = await orderOf(orderId, signedIn);
    assert.deepEqual([status, (amount / 100).toFixed(2)], ["succeeded", order.total_amount]);
    assert.deepEqual([order.status, order.shipping_amount, order.attention], ["paid", "5.00", ["address_missing"]]);
    const [listed] = await ask("GET", "/orders/inCustomer", { headers: signedIn });
    assert.deepEqual(listed.attention, ["address_missing"]);
  });
});
