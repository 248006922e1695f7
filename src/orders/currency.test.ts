import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { describe, test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { askingApp, newBuyer, placedOrder } from "../../test/support/clients/buyers.ts";
import { withoutDatabase } from "../../test/support/servers/command.ts";
import { cloneDatabase, openShopOn } from "../../test/support/servers/shop.ts";
import { changeCurrency, CurrencyMismatch } from "./currency.ts";

const program = fileURLToPath(new URL("../cli/currency.ts", import.meta.url));

const newDatabase = async (context: TestContext) => {
  const { url, drop } = await cloneDatabase();
  context.after(drop);
  return url;
};

const open = async (context: TestContext, url: string, settings: Record<string, string> = {}) => {
  const shop = await openShopOn(url, settings);
  context.after(shop.close);
  return { ...shop, ask: askingApp(shop.app) };
};

const recorded = (shop: Awaited<ReturnType<typeof open>>) => shop.sql("select currency from shop");
const currencies = (shop: Awaited<ReturnType<typeof open>>) =>
  shop.sql("select currency from customer_order order by order_id");

/** Runs the command; returns its exit code and its output. */
const run = (url: string, ...words: string[]): Promise<[number, string]> =>
  new Promise((resolve) => {
    const options = { cwd: tmpdir(), env: { PATH: process.env["PATH"], DATABASE_URL: url } };
    execFile(process.execPath, [program, ...words], options, (error, out, told) =>
      resolve([error ? Number(error.code) : 0, `${out}${withoutDatabase(told)}`]),
    );
  });

describe("what prices are in", { concurrency: 2 }, () => {
  test("it is recorded by the first server, and every order is in it, whichever server placed it", async (context) => {
    const url = await newDatabase(context);
    const first = await open(context, url, { CURRENCY: "EUR" });
    const silent = await open(context, url);
    assert.deepEqual(await recorded(first), [{ currency: "eur" }]);
    const buyer = await newBuyer(first.ask);
    await placedOrder(buyer);
    await placedOrder({ ask: (method, path, body) => silent.ask(method, path, body, { "user-key": buyer.token }) });
    assert.deepEqual(await currencies(first), [{ currency: "eur" }, { currency: "eur" }]);
  });

  test("a server that is told another currency does not open, and says what to do", async (context) => {
    const url = await newDatabase(context);
    const first = await open(context, url);
    assert.deepEqual(await recorded(first), [{ currency: "usd" }]);
    await assert.rejects(openShopOn(url, { CURRENCY: "eur" }), (error) => {
      assert.ok(error instanceof CurrencyMismatch);
      assert.equal(
        error.message,
        "The prices of this shop are in USD, as its database has recorded, and CURRENCY is EUR. " +
          "Leave CURRENCY empty or set it to USD; or change what prices are in: npm run currency -- EUR",
      );
      return true;
    });
    assert.deepEqual(await recorded(first), [{ currency: "usd" }]);
    await open(context, url, { CURRENCY: "usd" });
  });

  test("of two first servers that are told two currencies at once one opens", async (context) => {
    const url = await newDatabase(context);
    const opened = await Promise.allSettled(["USD", "EUR"].map((currency) => openShopOn(url, { CURRENCY: currency })));
    for (const shop of opened) if (shop.status === "fulfilled") await shop.value.close();
    assert.deepEqual(opened.map(({ status }) => status).toSorted(), ["fulfilled", "rejected"]);
  });

  test("a change holds on open servers from the next order on, and a shop with orders must mean it", async (context) => {
    const url = await newDatabase(context);
    const shop = await open(context, url);
    assert.deepEqual(await changeCurrency(shop.db, "eur", false), { from: "usd", isChanged: true, hasOrders: false });
    const buyer = await newBuyer(shop.ask);
    const order = await placedOrder(buyer);
    assert.deepEqual(await changeCurrency(shop.db, "gbp", false), { from: "eur", isChanged: false, hasOrders: true });
    assert.deepEqual(await recorded(shop), [{ currency: "eur" }]);
    assert.deepEqual(await changeCurrency(shop.db, "gbp", true), { from: "eur", isChanged: true, hasOrders: true });
    await placedOrder(buyer);
    assert.deepEqual(await currencies(shop), [{ currency: "eur" }, { currency: "gbp" }]);
    const { status, body } = await buyer.ask("POST", "/stripe/charge", {
      stripeToken: "tok_visa",
      order_id: order,
      description: "a shirt",
    });
    assert.deepEqual([status, body.currency], [200, "eur"], "what was ordered in euros is paid in euros");
  });

  test("the command tells it, changes it, and asks whether it is meant", async (context) => {
    const url = await newDatabase(context);
    assert.deepEqual(await run(url), [0, "USD\n"]);
    assert.deepEqual(await run(url, "eur"), [
      0,
      "Prices were in USD and are in EUR from now on, on every server; none was converted.\n",
    ]);
    const shop = await open(context, url, { CURRENCY: "EUR" });
    await placedOrder(await newBuyer(shop.ask));
    const [code, told] = await run(url, "USD");
    assert.equal(code, 1);
    assert.match(
      told,
      /^Nothing was changed: this shop has taken orders, in EUR\. .*npm run currency -- USD --relabel\n$/,
    );
    assert.deepEqual(await recorded(shop), [{ currency: "eur" }]);
    assert.equal((await run(url, "USD", "--relabel"))[0], 0);
    assert.deepEqual(await recorded(shop), [{ currency: "usd" }]);
    const wrong = await Promise.all([["JPY"], ["EUR", "USD"]].map((words) => run(url, ...words)));
    assert.deepEqual(
      wrong.map(([code]) => code),
      [2, 2],
    );
  });
});
