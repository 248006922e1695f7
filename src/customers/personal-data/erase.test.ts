import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { newCartId } from "../../cart/cart-numbers.ts";
import { terms } from "../../../test/support/clients/buyers.ts";
import {
  ask,
  askFreely,
  isSignedIn,
  refresh,
  signIn,
  signUp,
  type Member,
} from "../../../test/support/clients/customers.ts";
import { testShop } from "../../../test/support/servers/shop.ts";
import { tracesOf } from "../../../test/support/traces.ts";
import { until } from "../../../test/support/until.ts";

const dataDir = mkdtempSync(join(tmpdir(), "selvedge-erasing-"));
const shop = testShop({ settings: { RATE_LIMIT: "off", WORKER: "on", DATA_DIR: dataDir } });
after(() => rm(dataDir, { recursive: true, force: true }));

const device = "Loomphone 7 (of Ottilie)";
const person = { name: "Ottilie Quirrenbach", street: "Zwirnergasse 77", city: "Wuppertal", phone: "+49 202 7654321" };
/** Returns all personal data that identifies the customer. */
const needlesOf = ({ email, address, id }: Member, earlierEmail: string) => [
  "Ottilie",
  "Quirrenbach",
  person.street,
  person.city,
  person.phone,
  "7654321",
  email,
  earlierEmail,
  address,
  device,
  `person-${id}`,
  "XXXXXXXX4242",
];

const filesOf = async (needle: string): Promise<string[]> => {
  const folder = join(dataDir, "mail");
  const files = await readdir(folder).catch(() => []);
  const found = [];
  for (const file of files) if ((await readFile(join(folder, file), "utf8")).includes(needle)) found.push(file);
  return found;
};

/** Sends requests as the customer does: from the same address and device. */
const asking =
  ({ address, accessToken }: Member) =>
  (method: "GET" | "POST" | "PUT" | "DELETE", url: string, body?: Record<string, unknown>, headers = {}) =>
    askFreely(shop().app, method, url, {
      token: accessToken,
      address,
      headers: { "user-agent": device, ...headers },
      body,
    });

/** Creates a customer who has used every feature that stores personal data; returns what identifies the customer. */
const customerOfEverything = async () => {
  const earlier = await signUp(shop().app, { name: person.name, email: "ottilie.early@example.com" });
  const { id, address } = earlier;
  const email = "ottilie@example.com";
  const did = asking(earlier);
  const done = async (...asked: Parameters<typeof did>) => {
    const reply = await did(...asked);
    assert.equal(reply.statusCode, 200, `${asked.slice(0, 2).join(" ")}: ${reply.body}`);
    return reply.body === "" ? undefined : reply.json();
  };
  await until(async () => (await filesOf("ottilie.early@example.com")).length > 0, 8000, "the first mail");
  await done("PUT", "/customer", { name: person.name, email, day_phone: person.phone, mob_phone: person.phone });
  await done("PUT", "/customers/address", {
    address_1: person.street,
    city: person.city,
    region: "NRW",
    postal_code: "42103",
    country: "Germany",
    shipping_region_id: 2,
  });
  await done("PUT", "/customers/creditCard", { credit_card: "4242424242424242" });
  await done(
    "POST",
    "/products/53/reviews",
    { review: "A shirt like a friend.", rating: 5 },
    { "idempotency-key": "r1" },
  );
  const order = async () => {
    const cart_id = newCartId();
    await done("POST", "/shoppingcart/add", { cart_id, product_id: 1, attributes: "M, White" });
    return (await done("POST", "/orders", { cart_id, ...terms }, { "idempotency-key": cart_id })).orderId as number;
  };
  const [paid, unpaid] = [await order(), await order()];
  const refused = await did("POST", "/stripe/charge", {
    stripeToken: "badOttilie",
    order_id: paid,
    description: "A shirt",
  });
  assert.equal(refused.statusCode, 402);
  await done("POST", "/stripe/charge", {
    stripeToken: "tok_visa",
    order_id: paid,
    description: `For ${person.name}, ${email}`,
  });
  await shop().sql("update customer_order set status = 'delivered' where order_id = $1", [paid]);
  await done("POST", "/shoppingcart/claim", { cart_id: newCartId() });
  await done("POST", "/shoppingcart/add", {
    cart_id: (await done("GET", "/shoppingcart/mine")).cart_id,
    product_id: 2,
    attributes: "for Ottilie",
  });
  await shop().sql("insert into customer_identity values ($1, $2)", [`facebook:person-${id}`, id]);
  const member = { ...earlier, email };
  const elsewhere = await signIn(shop().app, member);
  await ask(shop().app, "POST", "/customers/logout", { token: elsewhere.accessToken });
  await did("POST", "/customers/password/forgot", { email });
  await until(async () => (await filesOf(email)).length >= 3, 8000, "proof, confirmation and password");
  await until(async () => (await shop().sql("select from job where subject is not null")).length === 0, 8000, "no job");
  await shop().sql(
    `insert into job (job_id, task, payload, run_at, subject, dead_lettered_at, last_error)
     values (gen_random_uuid(), 'mail-order-confirmation', json_build_object('customerId', $1::bigint), now(), $2, now(), $3)`,
    [id, `customer ${id}`, `550 <${email}>: no such person as ${person.name}`],
  );
  await shop().sql("update customer set imported_at = now() where customer_id = $1", [id]);
  for (const [table, key, content] of [
    ["customer", String(id), { customer_id: String(id), name: `${person.name} von und zu`, email }],
    ["orders", "9001", { order_id: "9001", customer_id: String(id), comments: "Ring at Quirrenbach" }],
    ["audit", "77", { audit_id: "77", order_id: "9001", message: `Mailed ${email}` }],
  ] as const)
    await shop().sql("insert into import_reject values ($1, $2, 'no lines', false, $3, now(), null)", [
      table,
      key,
      content,
    ]);
  return { member, elsewhere, paid, unpaid, address, earlierEmail: earlier.email };
};

test("nothing names an erased person in any table or file, but the invoice of what was paid", async () => {
  const { member, elsewhere, paid, unpaid, earlierEmail } = await customerOfEverything();
  const bystander = await signUp(shop().app, { name: "Bob Bystander" });
  const needles = needlesOf(member, earlierEmail);
  const before = await tracesOf(shop().sql, needles);
  assert.deepEqual(Object.keys(before), [
    "cart_item",
    "customer",
    "customer_email",
    "customer_identity",
    "customer_order",
    "import_reject",
    "job",
    "known_network",
    "mailed_token",
    "payment",
    "payment_attempt",
    "review",
    "session",
  ]);
  assert.equal((await filesOf(member.email)).length > 2, true);
  assert.ok((await filesOf(earlierEmail)).length > 0);

  const reply = await asking(member)("DELETE", "/customer");
  assert.equal(reply.statusCode, 200, reply.body);

  assert.deepEqual(await tracesOf(shop().sql, needles), { customer_order: 1 });
  assert.deepEqual(
    await shop().sql(
      `select order_id::int, ship_to ->> 'name' as name, is_kept_for_invoice, (to_jsonb(o) - 'ship_to')::text ~* 'ottilie|quirren' as elsewhere
       from customer_order as o where customer_id = $1 order by order_id`,
      [member.id],
    ),
    [
      { order_id: paid, name: person.name, is_kept_for_invoice: true, elsewhere: false },
      { order_id: unpaid, name: null, is_kept_for_invoice: false, elsewhere: false },
    ],
  );
  for (const table of ["session", "sent_mail", "mailed_token", "idempotency_key", "customer_identity", "customer_cart"])
    assert.deepEqual(await shop().sql(`select from ${table} where customer_id = $1`, [member.id]), [], table);
  assert.deepEqual([await filesOf(member.email), await filesOf(earlierEmail)], [[], []]);

  for (const { accessToken, refreshToken } of [member, elsewhere]) {
    assert.equal(await isSignedIn(shop().app, accessToken), false);
    assert.equal((await refresh(shop().app, refreshToken)).statusCode, 401);
  }
  assert.deepEqual(Object.keys(await tracesOf(shop().sql, [bystander.email])).toSorted(), [
    "customer",
    "customer_email",
    ...((await shop().sql("select from mailed_token where customer_id = $1", [bystander.id])).length > 0
      ? ["mailed_token"]
      : []),
  ]);
  assert.equal(await isSignedIn(shop().app, bystander.accessToken), true);
});

test("the invoice loses the name when its time is over, and then nothing is left", async () => {
  const [order] = await shop().sql("select order_id from customer_order where is_kept_for_invoice");
  await shop().sql("update customer_order set paid_at = now() - interval '12 years' where order_id = $1", [
    order?.["order_id"],
  ]);
  await shop().sql(
    "insert into job (job_id, task, payload, run_at) values (gen_random_uuid(), 'blank-old-invoices', '{}', now())",
  );
  await shop().sql("notify job, 'blank-old-invoices'");
  await until(
    async () => (await shop().sql("select from customer_order where is_kept_for_invoice")).length === 0,
    8000,
    "the invoice is blanked",
  );
  assert.deepEqual(await tracesOf(shop().sql, ["Ottilie", "Quirrenbach", person.street, person.city]), {});
});
