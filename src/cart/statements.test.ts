import assert from "node:assert/strict";
import { test } from "node:test";
import { cloneDatabase } from "../../test/support/servers/shop.ts";
import { keepOptions } from "../catalogue/index.ts";
import { openDatabase } from "../platform/database/database.ts";
import { addToCart, changeQuantity, saveForLater, showCart } from "./cart.ts";
import { newCartId } from "./cart-numbers.ts";
import { openVariantResolver } from "../catalogue/variants/resolve-variant.ts";

test("adding takes two statements, three without cached options; reading takes one", async () => {
  const { url, drop } = await cloneDatabase();
  const sent: string[] = [];
  const db = openDatabase({
    url,
    sharedConnections: 1,
    transactionConnections: 1,
    inspect: ({ text }) => sent.push(text),
  });
  const count = async (work: () => Promise<unknown>): Promise<number> => {
    sent.length = 0;
    await work();
    return sent.length;
  };
  try {
    const resolveVariant = openVariantResolver(keepOptions(db, { replyCacheSeconds: 60 }));
    const options = { cart_id: newCartId(), product_id: 1, attributes: "M, White", quantity: 1 };
    assert.equal(await count(() => addToCart({ db, resolveVariant }, options)), 3);
    assert.equal(await count(() => addToCart({ db, resolveVariant }, options)), 2);
    assert.equal(await count(() => addToCart({ db, resolveVariant }, { ...options, attributes: "another line" })), 2);
    const [line] = await showCart(db, options.cart_id);
    assert.equal(await count(() => showCart(db, options.cart_id)), 1);
    assert.equal(await count(() => changeQuantity(db, line!.item_id, 5)), 3);
    assert.equal(await count(() => saveForLater(db, line!.item_id)), 2);
  } finally {
    await db.close();
    await drop();
  }
});
