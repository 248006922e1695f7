import assert from "node:assert/strict";
import { test } from "node:test";
import { askingApp, newBuyer, placedOrder, type Buyer } from "../../test/support/clients/buyers.ts";
import { askFreely } from "../../test/support/clients/customers.ts";
import { newStaff, refusalIn, type StaffMember } from "../../test/support/clients/staff.ts";
import { testShop, type TestShop } from "../../test/support/servers/shop.ts";

let clerk: StaffMember;
const buyers: Buyer[] = [];
const placed: number[] = [];

const prepare = async (shop: TestShop) => {
  clerk = await newStaff(shop, "orders");
  for (let count = 0; count < 2; count += 1) buyers.push(await newBuyer(askingApp(shop.app)));
  for (let count = 0; count < 7; count += 1) placed.push(await placedOrder(buyers[count % 2]!));
  await shop.sql("update customer_order set status = 'cancelled' where order_id = any ($1)", [placed.slice(0, 3)]);
};
const shop = testShop({ settings: { RATE_LIMIT: "off" }, prepare });

const asked = (query: string) => askFreely(shop().app, "GET", `/admin/orders${query}`, { headers: clerk.headers });

/** Reads all pages of a list. */
const pagesOf = async (query: string): Promise<number[]> => {
  const numbers: number[] = [];
  for (let next = query; next !== "";) {
    const page = await asked(next);
    assert.equal(page.statusCode, 200, page.body);
    numbers.push(...page.json().map(({ order_id }: { order_id: number }) => order_id));
    next = /^<\/admin\/orders(.+)>; rel="next"$/.exec(String(page.headers.link ?? ""))?.[1] ?? "";
  }
  return numbers;
};

test("staff see the orders of all customers in pages, the newest first", async () => {
  assert.deepEqual(await pagesOf("?limit=100"), placed.toReversed());
  assert.deepEqual(await pagesOf("?limit=2"), placed.toReversed());
  const [newest] = (await asked("?limit=1")).json();
  assert.deepEqual(
    [newest.customer_id, newest.status, newest.name, newest.currency],
    [buyers[0]?.customerId, "pending", "Ada Weaver", "USD"],
  );
  assert.match(newest.total_amount, /^\d+\.\d\d$/);
});

test("a status selects orders, on every page", async () => {
  assert.deepEqual(await pagesOf("?status=cancelled&limit=2"), placed.slice(0, 3).toReversed());
  assert.deepEqual(await pagesOf("?status=shipped"), []);
  assert.equal(refusalIn(await asked("?status=lost")), "400 COM_02 status");
  assert.equal(refusalIn(await asked("?cursor=nonsense")), "400 COM_02 cursor");
});

test("staff see one order whole, whichever customer's it is", async () => {
  const order = placed[4]!;
  const buyer = buyers[0]!;
  const { lines, customer_id, ...summary } = (await asked(`/${order}`)).json();
  assert.equal(customer_id, buyer.customerId);
  assert.deepEqual(summary, (await buyer.ask("GET", `/orders/shortDetail/${order}`)).body);
  assert.deepEqual(lines, (await buyer.ask("GET", `/orders/${order}`)).body);
  assert.equal(refusalIn(await asked("/999999")), "404 ORD_01 order_id");
});

test("each list is read through an index, however many orders there are", async () => {
  const planOf = async (text: string) => {
    await shop().sql("set enable_seqscan = off");
    await shop().sql("set enable_sort = off");
    return JSON.stringify(await shop().sql(`explain ${text}`));
  };
  assert.match(
    await planOf(
      "select order_id from customer_order where status = 'paid' and order_id < 9 order by order_id desc limit 9",
    ),
    /customer_order_by_status/,
  );
  assert.match(
    await planOf(
      "select order_id from order_owner join customer_order using (customer_id, order_id) where order_id < 9 order by order_id desc limit 9",
    ),
    /Index (?:Only )?Scan Backward using order_owner_pkey/,
  );
});
