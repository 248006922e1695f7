import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { simpleParser } from "mailparser";
import { askingUrl, home } from "../support/clients/buyers.ts";
import { openServer, type Server } from "../support/servers/servers.ts";
import { cloneDatabase } from "../support/servers/shop.ts";

let folder: string;
let server: Server;
const ends: (() => Promise<unknown>)[] = [];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "selvedge-journey-"));
  ends.push(() => rm(folder, { recursive: true, force: true }));
  const { url, drop } = await cloneDatabase();
  ends.push(drop);
  server = await openServer(url, { settings: { WORKER: "on", DATA_DIR: folder, RATE_LIMIT: "on" } });
  ends.push(() => server.close());
});
after(async () => {
  for (const end of ends.toReversed()) await end();
});

const mails = async (about: string) => {
  const names = await readdir(join(folder, "mail")).catch(() => []);
  const all = await Promise.all(names.map(async (name) => simpleParser(await readFile(join(folder, "mail", name)))));
  return all.filter(({ subject }) => subject?.startsWith(about));
};

const untilMailed = async (about: string) => {
  for (const deadline = Date.now() + 15_000; Date.now() < deadline; await delay(100)) {
    const found = await mails(about);
    if (found.length > 0) return found;
  }
  throw new Error("No mail came.");
};

test("from an empty cart to the mail that says what was bought", async () => {
  const ask = askingUrl(server.url);
  const { cart_id } = (await ask("GET", "/shoppingcart/generateUniqueId")).body;
  assert.deepEqual((await ask("GET", `/shoppingcart/${cart_id}`)).body, []);
  const { rows } = (await ask("GET", "/products/search?query_string=flower")).body;
  const [first, second] = rows as [{ product_id: number; name: string }, { product_id: number; name: string }];
  await ask("POST", "/shoppingcart/add", { cart_id, product_id: first.product_id, attributes: "LG, red" });
  await ask("POST", "/shoppingcart/add", { cart_id, product_id: first.product_id, attributes: "Red, L" });
  const lines = (
    await ask("POST", "/shoppingcart/add", {
      cart_id,
      product_id: second.product_id,
      attributes: '{"size":"M","color":"White"}',
    })
  ).body;
  assert.deepEqual(
    lines.map(({ quantity }: { quantity: number }) => quantity),
    [2, 1],
  );
  const { total_amount: cartAmount } = (await ask("GET", `/shoppingcart/totalAmount/${cart_id}`)).body;

  const email = "ada@example.com";
  const { accessToken } = (
    await ask("POST", "/customers", { name: "Ada <Weaver>", email, password: "twill and denim 9" })
  ).body;
  const signedIn = { "user-key": accessToken };
  const [proof] = await untilMailed("Is this your address?");
  const token = /the code in it: (\S+)/.exec(proof?.text ?? "")?.[1];
  assert.equal((await ask("POST", "/customers/email/verify", { token }, signedIn)).status, 200);
  assert.equal((await ask("PUT", "/customers/address", { ...home, shipping_region_id: 2 }, signedIn)).status, 200);
  const [region] = (await ask("GET", "/shipping/regions/2")).body;
  const placed = await ask(
    "POST",
    "/orders",
    { cart_id, shipping_id: region.shipping_id, tax_id: 1 },
    { ...signedIn, "idempotency-key": "journey" },
  );
  assert.equal(placed.status, 200);
  const order_id = placed.body.orderId;
  assert.deepEqual((await ask("GET", `/shoppingcart/${cart_id}`)).body, []);
  const order = (await ask("GET", `/orders/shortDetail/${order_id}`, undefined, signedIn)).body;
  assert.deepEqual([order.status, order.subtotal_amount, order.shipping_amount], ["pending", cartAmount, "20.00"]);
  assert.deepEqual(await mails("Your order"), [], "nobody is thanked before they have paid");

  const charge = await ask(
    "POST",
    "/stripe/charge",
    { stripeToken: "tok_visa", order_id, description: "Shirts", amount: 999_999 },
    signedIn,
  );
  assert.deepEqual(
    [charge.status, charge.body.status, (charge.body.amount / 100).toFixed(2)],
    [200, "succeeded", order.total_amount],
  );
  await ask("POST", "/stripe/charge", { stripeToken: "tok_visa", order_id, description: "Shirts" }, signedIn);
  assert.equal((await ask("GET", `/orders/shortDetail/${order_id}`, undefined, signedIn)).body.status, "paid");

  const [mail, ...more] = await untilMailed("Your order");
  assert.deepEqual(more, []);
  assert.ok(mail && mail.html);
  assert.equal(mail.subject, `Your order ${order_id}`);
  assert.deepEqual(
    [mail.to].flat().map((to) => to?.value[0]?.address),
    [email],
  );
  for (const said of [
    first.name,
    second.name,
    `USD ${order.total_amount}`,
    "USD 20.00",
    `USD ${order.tax_amount}`,
    home.address_1,
    home.city,
    "2 × ",
  ])
    assert.ok(mail.text?.includes(said), `the text says "${said}":\n${mail.text}`);
  assert.ok(mail.html.includes("Ada &lt;Weaver&gt;") && !mail.html.includes("Ada <Weaver>"));
});
