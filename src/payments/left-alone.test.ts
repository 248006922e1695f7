import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { askingApp } from "../../test/support/clients/buyers.ts";
import { openShopOn } from "../../test/support/servers/shop.ts";
import { shopWithKeys } from "../../test/support/stripe/keys.ts";
import { PaymentElsewhere } from "./providers/provider.ts";
import { openStripe } from "./providers/stripe.ts";

describe("what was paid at one account in one mode, no other touches:", () => {
  const { open, charge, payments, order, age } = shopWithKeys();
  let unanswered: number;
  let unwanted: number;
  let refunding: number;

  const all = async () => ({
    orders: await open().shop.sql(
      "select order_id, status, is_being_paid, is_being_refunded from customer_order order by order_id",
    ),
    payments: await open().shop.sql("select * from payment order by order_id"),
    attempts: await open().shop.sql("select * from payment_attempt order by order_id, attempt"),
  });

  before(async () => {
    const { stripe, shop } = open();
    [unanswered, unwanted, refunding] = [await order(), await order(), await order()];
    stripe.spoil(/confirm$/, "lose", "lose");
    assert.equal((await charge(unanswered)).status, 503);
    stripe.spoil(/confirm$/, "lose", "lose");
    assert.equal((await charge(unwanted)).status, 503);
    await shop.sql("update customer_order set status = 'cancelled', is_being_paid = false where order_id = $1", [
      unwanted,
    ]);
    await age(unwanted);
    const { tasks } = await payments(stripe.settings);
    assert.equal(await tasks()["settle-unanswered-payments"].run(), 1);
    assert.equal((await charge(refunding)).status, 200);
    stripe.spoil(/^POST.*refunds$/, "lose", "lose");
    await assert.rejects((await payments(stripe.settings)).refund(refunding, "a test"), /has not answered/);
    await shop.sql("update payment set follow_at = now() - interval '2 minutes' where order_id = any ($1)", [
      [unwanted, refunding],
    ]);
    await age(unanswered);
  });

  for (const who of ["keyless", "live", "other"] as const)
    test(`the server that is ${who} leaves it alone, and says so once`, async () => {
      const before = await all();
      const asked = open().stripe.requests.length;
      const { log, tasks, refund } = await payments(open().others[who]);
      for (let round = 0; round < 2; round += 1) {
        assert.equal(await tasks()["settle-unanswered-payments"].run(), 0);
        assert.equal(await tasks()["return-unwanted-payments"].run(), 0);
        await tasks()["repeat-unanswered-refunds"].run();
      }
      await assert.rejects(refund(refunding, "a test"), /the order was paid at another account of stripe/);
      assert.deepEqual(await all(), before);
      assert.equal(log.lines.length, 3);
      assert.deepEqual(
        new Set(log.lines.map(({ level, fields }) => `${level} ${fields["orderId"]}`)),
        new Set([`error ${unanswered}`, `error ${unwanted}`, `error ${refunding}`]),
      );
      assert.match(String(log.lines[0]?.text), /is left alone/);
      assert.deepEqual(
        [
          ...new Set(
            open()
              .stripe.requests.slice(asked)
              .map(({ route }) => route),
          ),
        ].filter((route) => route !== "GET /v1/account"),
        [],
        "nothing is asked about them",
      );
      assert.deepEqual(
        open()
          .stripe.paidFor(unwanted)
          .map(({ refunded }) => refunded),
        [false],
      );
    });

  test("a buyer who asks there is told that it cannot go on, and nothing changes", async () => {
    const { url, others, buyer } = open();
    const pending = await order();
    assert.equal((await charge(pending, "tok_chargeDeclined")).status, 402);
    for (const who of ["keyless", "live", "other"] as const) {
      const shop = await openShopOn(url, { RATE_LIMIT: "off", PAYMENT_ACCOUNT_CHANGE: "on", ...others[who] });
      try {
        for (const orderId of [unanswered, pending]) {
          const { status, body } = await askingApp(shop.app)(
            "POST",
            "/stripe/charge",
            { stripeToken: "tok_visa", order_id: orderId, description: "Shirts" },
            { "user-key": buyer.token },
          );
          assert.deepEqual([status, body.error.code], [409, "COM_02"], `${who}, order ${orderId}`);
          assert.match(body.error.message, /was begun elsewhere and cannot go on here; nothing was charged now/);
        }
      } finally {
        await shop.close();
      }
    }
    const [row] = await open().shop.sql("select status from payment_attempt where order_id = $1", [unanswered]);
    assert.equal(row?.["status"], "asked");
    assert.equal((await charge(pending)).status, 200);
  });

  test("its own server settles it all", async () => {
    const { stripe, shop } = open();
    const { tasks, log } = await payments(stripe.settings);
    assert.equal(await tasks()["settle-unanswered-payments"].run(), 1);
    assert.equal(await tasks()["return-unwanted-payments"].run(), 1);
    assert.equal(await tasks()["repeat-unanswered-refunds"].run(), 1);
    const rows = await shop.sql("select status from customer_order where order_id = any ($1) order by order_id", [
      [unanswered, unwanted, refunding],
    ]);
    assert.deepEqual(
      rows.map(({ status }) => status),
      ["paid", "cancelled", "refunded"],
    );
    assert.deepEqual(log.lines, []);
    assert.equal(stripe.paidFor(unwanted)[0]?.["refunded"], true);
  });
});

describe("a payment from before accounts were written down", () => {
  const { open, charge, payments, order, age } = shopWithKeys();
  const forget = (orderId: number) =>
    open().shop.sql("update payment set account = null, is_live = null where order_id = $1", [orderId]);

  test("is settled by whoever knows it; not known at this account is no failure", async () => {
    const { stripe, shop, others } = open();
    const orderId = await order();
    stripe.spoil(/confirm$/, "lose", "lose");
    assert.equal((await charge(orderId)).status, 503);
    await forget(orderId);
    await age(orderId);
    const { log, tasks } = await payments(others.other);
    for (let round = 0; round < 2; round += 1) assert.equal(await tasks()["settle-unanswered-payments"].run(), 0);
    assert.deepEqual(
      log.lines.map(({ fields }) => fields["orderId"]),
      [orderId],
    );
    const attempts = () => shop.sql("select status from payment_attempt where order_id = $1", [orderId]);
    assert.deepEqual(await attempts(), [{ status: "asked" }]);
    const own = await payments(stripe.settings);
    assert.equal(await own.tasks()["settle-unanswered-payments"].run(), 1);
    assert.deepEqual(await attempts(), [{ status: "succeeded" }]);
  });

  test("asked about at another account is neither found, charged nor refunded", async () => {
    const { stripe } = open();
    const options = { webhookSecret: "whsec", apiBase: stripe.url, timeoutMilliseconds: 1000 };
    const here = await openStripe({ ...options, secretKey: "sk_test_local" });
    const there = await openStripe({ ...options, secretKey: "sk_test_other" });
    const purchase = { orderId: 1, amountCents: 100, currency: "usd", description: "", attempt: 1, token: "tok_visa" };
    const asked = { ...purchase, until: Date.now() + 60_000 };
    const reference = await here.open(purchase);
    assert.equal((await here.charge(reference, asked)).status, "succeeded");
    await assert.rejects(there.find(reference), PaymentElsewhere);
    await assert.rejects(there.charge(reference, asked), PaymentElsewhere);
    await assert.rejects(there.refund(reference, { orderId: 1, number: 1, amountCents: 100 }), PaymentElsewhere);
    await assert.rejects(there.aftermathOf(reference), PaymentElsewhere);
  });
});

describe("a test payment, where Stripe has been set up since,", () => {
  const { open, payments, order, charge } = shopWithKeys();

  const withTestPayment = async (more: string) => {
    const orderId = await order();
    await open().shop.sql(
      `insert into payment (customer_id, order_id, provider, reference, amount_cents, currency, created_at)
      select customer_id, order_id, 'test', 'pi_test_' || order_id, total_cents, currency, now() from customer_order where order_id = $1`,
      [orderId],
    );
    await open().shop.sql(more, [orderId]);
    return orderId;
  };

  test("that goes back is nobody's money: it goes back without Stripe", async () => {
    assert.equal((await charge(await order())).status, 200);
    const orderId = await withTestPayment(
      `update payment set is_unwanted = true, succeeded_at = now(), follow_at = now(),
        charge = (select charge from payment where charge is not null limit 1) where order_id = $1`,
    );
    const { tasks, log } = await payments(open().stripe.settings);
    const asked = open().stripe.requests.length;
    assert.deepEqual(
      [await tasks()["return-unwanted-payments"].run(), await tasks()["return-unwanted-payments"].run()],
      [1, 0],
    );
    const [row] = await open().shop.sql(
      "select refunded_cents = amount_cents as is_back from payment where order_id = $1",
      [orderId],
    );
    assert.equal(row?.["is_back"], true);
    assert.deepEqual(log.lines, []);
    assert.ok(
      !open()
        .stripe.requests.slice(asked)
        .some(({ route }) => route.includes("refunds")),
    );
  });

  test("that was begun gives way to Stripe's", async () => {
    const orderId = await withTestPayment("select $1::bigint");
    assert.equal((await charge(orderId)).status, 200);
    assert.deepEqual(await open().shop.sql("select provider, account from payment where order_id = $1", [orderId]), [
      { provider: "stripe", account: "acct_local" },
    ]);
    assert.equal(open().stripe.paidFor(orderId).length, 1);
  });
});
