import assert from "node:assert/strict";
import { describe, test } from "node:test";
import pg from "pg";
import {
  askingApp,
  filledCart,
  newBuyer,
  terms,
  type Buyer,
  type Reply,
} from "../../../test/support/clients/buyers.ts";
import { testShop } from "../../../test/support/servers/shop.ts";
import { until } from "../../../test/support/until.ts";
import { Refusal } from "../../platform/refusal.ts";
import { readKey } from "../../platform/idempotency/idempotency-key.ts";
import { sweepKeys } from "../../platform/idempotency/idempotency.queries.ts";

let buyer: Buyer;
const shop = testShop({
  settings: { RATE_LIMIT: "off" },
  prepare: async ({ app }) => {
    buyer = await newBuyer(askingApp(app));
  },
});

const order = (body: Record<string, unknown>, key: string, as: Buyer = buyer): Promise<Reply> =>
  as.ask("POST", "/orders", body, { "idempotency-key": key });
const ordersOf = async ({ customerId }: Buyer) =>
  (await shop().sql("select from customer_order where customer_id = $1", [customerId])).length;

describe("a key", () => {
  test("is bare or quoted, 1 to 255 printable characters", () => {
    assert.equal(readKey(undefined), undefined);
    assert.equal(readKey("8e03978e-40d5-43dd-bc93-6894a57f9324"), "8e03978e-40d5-43dd-bc93-6894a57f9324");
    assert.equal(readKey('"8e03978e"'), "8e03978e");
    assert.equal(readKey(String.raw`"a \"quoted\" \\ one"`), String.raw`a "quoted" \ one`);
    assert.equal(readKey("k".repeat(255)), "k".repeat(255));
    assert.equal(readKey(`"${"k".repeat(255)}"`), "k".repeat(255));
    for (const wrong of ["", '""', "k".repeat(256), "café", "a\tb"])
      assert.throws(
        () => readKey(wrong),
        (error) => error instanceof Refusal && error.code === "COM_02" && error.field === "Idempotency-Key",
        wrong,
      );
  });

  test("makes one order, and the same reply again, however it is written", async () => {
    const cart_id = await filledCart(buyer.ask);
    const first = await order({ cart_id, ...terms }, "again");
    assert.equal(first.headers["idempotent-replayed"], undefined);
    // The cart has a line again: without the key this would be another order.
    await buyer.ask("POST", "/shoppingcart/add", { cart_id, product_id: 1, attributes: "S" });
    for (const [body, key] of [
      [{ cart_id, ...terms }, '"again"'],
      [{ tax_id: "1", shipping_id: "3", cart_id, more: "fields" }, "again"],
    ] as const) {
      const second = await order(body, key);
      assert.deepEqual([second.status, second.body, second.headers["idempotent-replayed"]], [200, first.body, "true"]);
    }
    assert.equal(await ordersOf(buyer), 1);
  });

  test("with another request is refused", async () => {
    const cart_id = await filledCart(buyer.ask);
    const { status, body } = await order({ cart_id, ...terms }, "again");
    assert.deepEqual([status, body.error.code, body.error.field], [422, "COM_09", "Idempotency-Key"]);
    assert.equal((await buyer.ask("GET", `/shoppingcart/${cart_id}`)).body.length, 1);
  });

  test("is its customer's: another's is another key", async () => {
    const other = await newBuyer(askingApp(shop().app));
    const reply = await order({ cart_id: await filledCart(other.ask), ...terms }, "again", other);
    assert.deepEqual([reply.status, reply.headers["idempotent-replayed"]], [200, undefined]);
  });

  test("is not burnt by a refusal", async () => {
    const cart_id = await filledCart(buyer.ask);
    assert.equal((await order({ cart_id, shipping_id: 99, tax_id: 1 }, "tried")).body.error.code, "SHP_02");
    assert.equal((await order({ cart_id: "empty", ...terms }, "tried")).body.error.code, "CAR_02");
    assert.equal((await order({ cart_id, ...terms }, "tried")).status, 200);
  });

  test("is good for a day, and swept afterwards", async () => {
    const cart_id = await filledCart(buyer.ask);
    assert.equal((await order({ cart_id, ...terms }, "old")).status, 200);
    const [{ hours } = { hours: 0 }] = await shop().sql(
      "select extract(epoch from expires_at - now()) / 3600 as hours from idempotency_key where key = 'old'",
    );
    assert.ok(Math.abs(Number(hours) - 24) < 0.1, `${hours}`);
    await shop().sql("update idempotency_key set expires_at = now() where key = 'old'");
    assert.equal((await order({ cart_id, ...terms }, "old")).body.error.code, "CAR_02", "the key is free again");
    await buyer.ask("POST", "/shoppingcart/add", { cart_id, product_id: 1, attributes: "S" });
    assert.equal((await order({ cart_id, ...terms }, "old")).status, 200);
    await shop().sql("update idempotency_key set expires_at = now() where key = 'old'");
    await shop().db.all(sweepKeys(new Date(Date.now() + 1000), 100));
    assert.deepEqual(await shop().sql("select from idempotency_key where key = 'old'"), []);
    assert.notDeepEqual(await shop().sql("select from idempotency_key where key = 'tried'"), []);
  });

  test("is not kept for an answer of ours that failed", async () => {
    const cart_id = await filledCart(buyer.ask);
    await shop().sql("alter table order_audit rename to order_audit_away");
    try {
      assert.equal((await order({ cart_id, ...terms }, "failed")).status, 500);
    } finally {
      await shop().sql("alter table order_audit_away rename to order_audit");
    }
    assert.deepEqual(
      [
        (await order({ cart_id, ...terms }, "failed")).status,
        (await order({ cart_id, ...terms }, "failed")).headers["idempotent-replayed"],
      ],
      [200, "true"],
    );
  });
});

test("a twin of a request that takes long is told so, soon, and replayed when it is done", async () => {
  const cart_id = await filledCart(buyer.ask);
  const holder = new pg.Client({ connectionString: shop().url });
  await holder.connect();
  try {
    await holder.query("begin");
    await holder.query("select from cart where cart_id = $1 for update", [cart_id]);
    const first = order({ cart_id, ...terms }, "slow");
    // The first request waits for the lock again, after a first attempt that waits only briefly.
    const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
      and now() - query_start > interval '100 ms'`;
    await until(async () => (await shop().sql(waiting)).length > 0, 5000, "the first waits");
    const begun = performance.now();
    const twin = await order({ cart_id, ...terms }, "slow");
    assert.deepEqual([twin.status, twin.body.error.code, twin.headers["retry-after"]], [409, "COM_09", "1"]);
    assert.ok(performance.now() - begun < 1800);
    await holder.query("rollback");
    assert.equal((await first).status, 200);
    assert.deepEqual((await order({ cart_id, ...terms }, "slow")).body, (await first).body);
  } finally {
    await holder.end();
  }
});
