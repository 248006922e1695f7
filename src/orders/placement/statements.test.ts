import assert from "node:assert/strict";
import { test } from "node:test";
import { addToCart } from "../../cart/cart.ts";
import { openVariantResolver } from "../../catalogue/variants/resolve-variant.ts";
import { keepOptions } from "../../catalogue/index.ts";
import { openDatabase } from "../../platform/database/database.ts";
import { askingApp, newBuyer } from "../../../test/support/clients/buyers.ts";
import { testShop } from "../../../test/support/servers/shop.ts";
import { placeOrder } from "./place-order.ts";

/** Maximum number of statements of a whole order, however many lines it has; `begin` and `commit` are not counted. */
const mostStatements = 15;

const pending = {
  proven: { orders: 20, units: 1000 },
  unproven: { orders: 20, units: 1000 },
  ordersPerHour: 30,
  network: { units: 200, seconds: 3600 },
};

const shop = testShop({ settings: { RATE_LIMIT: "off" } });

test("an order takes at most twelve statements, with a key, stock and a hundred lines", async () => {
  const { customerId } = await newBuyer(askingApp(shop().app));
  const sent: string[] = [];
  const db = openDatabase({
    url: shop().url,
    sharedConnections: 1,
    transactionConnections: 1,
    inspect: ({ text }) => sent.push(text),
  });
  try {
    const resolveVariant = openVariantResolver(keepOptions(db, { replyCacheSeconds: 60 }));
    const count = async (lines: number, key: string | undefined): Promise<number> => {
      const cartId = `${lines} ${key}`;
      for (let line = 0; line < lines; line += 1)
        await addToCart(
          { db, resolveVariant },
          { cart_id: cartId, product_id: line === 0 ? 8 : 10 + line, attributes: "M, White", quantity: 1 },
        ).catch(() => undefined);
      sent.length = 0;
      const { reply } = await placeOrder(
        { db, checkout: "strict", pending },
        { customerId, cartId, shippingId: 3, taxId: 1 },
        { key, address: "192.0.2.1" },
      );
      const statements = sent.length;
      assert.equal((await shop().sql("select from order_line where order_id = $1", [reply])).length, lines);
      return statements;
    };
    for (const [lines, key] of [
      [1, undefined],
      [2, "two"],
      [80, "eighty"],
    ] as const) {
      const statements = await count(lines, key);
      assert.ok(statements <= mostStatements, `${statements} statements for ${lines} lines`);
      assert.ok(statements >= 9, `${statements} statements: are they counted?`);
    }
  } finally {
    await db.close();
  }
});
