import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { askingApp, newBuyer, placedOrder } from "../../test/support/clients/buyers.ts";
import { openShopOn } from "../../test/support/servers/shop.ts";
import { shopWithKeys } from "../../test/support/stripe/keys.ts";
import { WrongSettings } from "../platform/config.ts";

const refusedFor = (why: RegExp) => (error: unknown) => error instanceof WrongSettings && why.test(error.message);

describe("where a shop's payments are", () => {
  const { open, charge, start, order } = shopWithKeys();
  const recorded = () => open().shop.sql("select provider, account, is_live from payment_account");

  test("is written down with the first of them, and beside each", async () => {
    assert.deepEqual(await recorded(), []);
    for (const settings of [open().others.keyless, open().others.live, open().others.other]) await start(settings);
    const orderId = await order();
    assert.equal((await charge(orderId)).status, 200);
    assert.deepEqual(await recorded(), [{ provider: "stripe", account: "acct_local", is_live: false }]);
    assert.deepEqual(
      await open().shop.sql("select provider, account, is_live from payment where order_id = $1", [orderId]),
      [{ provider: "stripe", account: "acct_local", is_live: false }],
    );
  });

  test("no server opens without that key, unless it is told to", async () => {
    const { keyless, live, other } = open().others;
    const local = String.raw`This shop's payments are at Stripe \(account acct_local, in test mode\)`;
    const told = String.raw`Set the key of that account; or PAYMENT_ACCOUNT_CHANGE=on to open all the same`;
    await assert.rejects(
      start(keyless),
      refusedFor(new RegExp(`^${local}, and no STRIPE_SECRET_KEY is set: orders would be paid by nobody\\. ${told}`)),
    );
    await assert.rejects(
      start(live),
      refusedFor(new RegExp(`^${local}, and .* is a key of Stripe \\(account acct_local, live\\)\\. ${told}`)),
    );
    await assert.rejects(
      start(other),
      refusedFor(new RegExp(`^${local}, and .* is a key of Stripe \\(account acct_other, in test mode\\)\\. ${told}`)),
    );
    for (const settings of [keyless, live, other]) await start({ ...settings, PAYMENT_ACCOUNT_CHANGE: "on" });
    await start(open().stripe.settings);
    await start(open().key("rk_test_local"));
    assert.deepEqual(await recorded(), [{ provider: "stripe", account: "acct_local", is_live: false }]);
  });

  test("no server opens with a key that Stripe refuses", async () => {
    const { stripe } = open();
    await assert.rejects(
      start({ ...stripe.settings, STRIPE_SECRET_KEY: "sk_test_revoked" }),
      refusedFor(/^Stripe refuses STRIPE_SECRET_KEY\. Set a valid key/),
    );
  });

  test("a server opens while Stripe is away, and takes no payment before the account is known", async () => {
    const { stripe, url, others } = open();
    stripe.spoil(/account$/, "fail", "fail");
    const shop = await openShopOn(url, { RATE_LIMIT: "off", ...others.other });
    try {
      const ask = askingApp(shop.app);
      const buyer = await newBuyer(ask);
      const orderId = await placedOrder(buyer);
      const asked = stripe.requests.length;
      const early = await charge(orderId, "tok_visa", buyer.ask);
      assert.deepEqual([early.status, early.body.error.code], [503, "COM_50"]);
      const late = await charge(orderId, "tok_visa", buyer.ask);
      assert.deepEqual([late.status, late.body.error.code], [422, "COM_02"]);
      assert.match(
        late.body.error.message,
        /does not take this payment\. Please ask the shop\. Nothing was charged\.$/,
      );
      assert.deepEqual([...new Set(stripe.requests.slice(asked).map(({ route }) => route))], ["GET /v1/account"]);
      assert.equal((await shop.sql("select from payment where order_id = $1", [orderId])).length, 0);
    } finally {
      await shop.close();
    }
  });

  test("two that begin at once, each with a key of its own, are not both at home", async () => {
    const { shop, stripe, others } = open();
    await shop.sql("delete from payment_account");
    const elsewhere = await openShopOn(shop.url, { RATE_LIMIT: "off", ...others.other });
    try {
      const orders = [await order(), await order()] as const;
      const { promise: bothHaveLooked, resolve } = Promise.withResolvers<void>();
      let looked = 0;
      stripe.spoilBy((route) => {
        if (route === "POST /v1/payment_intents" && (looked += 1) === 2) resolve();
        return undefined;
      });
      // The first writer waits until the other server has also looked up the account.
      const lock = shop.db.transaction(async (tx) => {
        await tx.all({
          kind: "write",
          name: "",
          origin: "",
          text: "lock table payment_account in share mode",
          values: [],
          row: {},
        });
        await bothHaveLooked;
      });
      const there = askingApp(elsewhere.app);
      const replies = await Promise.all([
        charge(orders[0]),
        charge(orders[1], "tok_visa", (method, path, body) =>
          there(method, path, body, { "user-key": open().buyer.token }),
        ),
        lock,
      ]);
      stripe.spoilBy(() => undefined);
      assert.deepEqual(
        [replies[0].status, replies[1].status].toSorted((one, other) => one - other),
        [200, 422],
      );
      const [{ account } = {}] = await recorded();
      assert.deepEqual(await shop.sql("select account from payment where order_id = any ($1)", [[...orders]]), [
        { account },
      ]);
    } finally {
      await elsewhere.close();
    }
  });
});
