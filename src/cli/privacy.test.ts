import assert from "node:assert/strict";
import { test } from "node:test";
import { askingApp, newBuyer, placedOrder } from "../../test/support/clients/buyers.ts";
import { runCommand } from "../../test/support/servers/command.ts";
import { testShop } from "../../test/support/servers/shop.ts";
import { tracesOf } from "../../test/support/traces.ts";
import { until } from "../../test/support/until.ts";

const shop = testShop({ settings: { RATE_LIMIT: "off" } });
const npmRunPrivacy = (...asked: string[]) => runCommand(shop().url, "privacy", ...asked);

const setAside = async (table: string, key: string, content: Record<string, string>, reason = "for a reason") =>
  shop().sql("insert into import_reject values ($1, $2, $3, false, $4, now(), null)", [table, key, reason, content]);
const keys = async () =>
  (await shop().sql("select source_table || ' ' || source_key as key from import_reject order by 1")).map(
    ({ key }) => key,
  );

test("rejected rows of a person without an account are found by address, and erased", async () => {
  const email = "Rejected.Rita@Example.com";
  await setAside("customer", "9001", { customer_id: "9001", name: "Rita Rejected", email });
  await setAside("orders", "71", { order_id: "71", customer_id: "9001", comments: "" }, "its customer was set aside");
  await setAside("order_detail", "711", { item_id: "711", order_id: "71" }, "its order was set aside");
  await setAside("audit", "712", { audit_id: "712", order_id: "71", message: "Rita again" }, "its order was set aside");
  await setAside("review", "713", { review_id: "713", customer_id: "9001", review: "By Rita" });
  await setAside("orders", "72", { order_id: "72", customer_id: "8", comments: "Or mail rejected.rita@example.com." });
  await setAside("order_detail", "721", { item_id: "721", order_id: "72" });
  // Other people with similar addresses.
  await setAside("customer", "9002", { customer_id: "9002", name: "Ann", email: "more.rejected.rita@example.com" });
  await setAside("customer", "9003", { customer_id: "9003", name: "Ben", email: "rejected.rita@example.com.au" });
  await setAside("orders", "73", { order_id: "73", customer_id: "9002" }, "its customer was set aside");
  await setAside("order_detail", "731", { item_id: "731", order_id: "73" });
  await shop().sql(
    "insert into job (job_id, task, payload, run_at, subject) values (gen_random_uuid(), 'mail-new-password', '{}', now(), 'email rejected.rita@example.com')",
  );

  const told = `${email}:
- 7 rows that an import set aside (audit 1, customer 1, order_detail 2, orders 2, review 1)
- 1 job that would mail there
`;
  assert.deepEqual(await npmRunPrivacy("find", email), { code: 0, out: `Known of ${told}`, err: "" });
  assert.equal((await keys()).length, 11);
  assert.deepEqual(await npmRunPrivacy("erase", "rejected.rita@example.com"), {
    code: 0,
    out: `Erased of ${told.toLowerCase()}`,
    err: "",
  });
  assert.deepEqual(await keys(), ["customer 9002", "customer 9003", "order_detail 731", "orders 73"]);
  assert.deepEqual(await shop().sql("select from job where subject like 'email rejected.rita@%'"), []);
  for (const act of ["find", "erase"])
    assert.deepEqual(await npmRunPrivacy(act, email), { code: 0, out: `Nothing is known of ${email}.\n`, err: "" });
  await shop().sql("delete from import_reject");
});

test("an account is erased with --account alone, through the same rules as by its owner", async () => {
  const buyer = await newBuyer(askingApp(shop().app));
  const order_id = await placedOrder(buyer);
  await shop().sql("update customer_order set is_being_paid = true where order_id = $1", [order_id]);
  await setAside("customer", "9005", { customer_id: "9005", name: "The same", email: buyer.email });
  const found = await npmRunPrivacy("find", buyer.email);
  assert.equal(
    found.out,
    `Known of ${buyer.email}:
- the account of customer ${buyer.customerId}: GET /customer/export hands its owner all that is known of it
- 1 row that an import set aside (customer 1)
`,
  );
  const refused = await npmRunPrivacy("erase", buyer.email);
  assert.deepEqual([refused.code, refused.out], [1, ""]);
  assert.match(
    refused.err,
    new RegExp(`address of an account, customer ${buyer.customerId}\\..* Nothing was erased\\.`),
  );
  assert.deepEqual(await npmRunPrivacy("erase", buyer.email, "--account"), {
    code: 1,
    out: "",
    err: "The order is being paid right now\n",
  });
  assert.deepEqual(await keys(), ["customer 9005"]);
  assert.equal((await buyer.ask("GET", "/customer")).status, 200);

  await shop().sql("update customer_order set is_being_paid = false where order_id = $1", [order_id]);
  const erased = await npmRunPrivacy("erase", buyer.email, "--account");
  assert.deepEqual([erased.code, erased.err], [0, ""]);
  assert.match(
    erased.out,
    new RegExp(`^Erased of ${buyer.email}:\n- the account of customer ${buyer.customerId}\n- 1 row .*\nInvoices of`),
  );
  assert.deepEqual(await tracesOf(shop().sql, [buyer.email, "Ada Weaver", "1 Loom Lane"]), {});
  await until(async () => (await buyer.ask("GET", "/customer")).status === 401, 5000, "the server hears of it");
});

test("an account is not erased by an address that it had before, as long as that is held for it", async () => {
  const ask = askingApp(shop().app);
  const buyer = await newBuyer(ask);
  await shop().sql("update customer set email_verified_at = now() where customer_id = $1", [buyer.customerId]);
  const moved = await buyer.ask("PUT", "/customer", { name: "Ada Weaver", email: `moved-${buyer.email}` });
  assert.equal(moved.status, 200);
  assert.deepEqual(await npmRunPrivacy("find", buyer.email), {
    code: 0,
    out: `Known of ${buyer.email}:\n- the account of customer ${buyer.customerId}, whose address it was until lately\n`,
    err: "",
  });
  const refused = await npmRunPrivacy("erase", buyer.email, "--account");
  assert.deepEqual([refused.code, refused.out], [1, ""]);
  assert.match(refused.err, /which has another now: erase it by that one\. Nothing was erased\.\n$/);
  assert.equal((await buyer.ask("GET", "/customer")).status, 200);
  assert.equal((await npmRunPrivacy("erase", `moved-${buyer.email}`, "--account")).code, 0);
  assert.equal((await npmRunPrivacy("find", buyer.email)).out, `Nothing is known of ${buyer.email}.\n`);
});

test("what stands for nothing is refused with the usage", async () => {
  for (const wrong of [
    ["find", "ada"],
    ["forget", "ada@example.com"],
  ]) {
    const { code, out, err } = await npmRunPrivacy(...wrong);
    assert.deepEqual([code, out], [2, ""], wrong.join(" "));
    assert.match(err, /^Usage: npm run privacy -- find/m);
  }
});
