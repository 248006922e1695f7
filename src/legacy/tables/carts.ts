import { importCarts, mostUnits, type CartTaken, type ImportedLine } from "../../cart/index.ts";
import type { LegacyRow } from "../reading/row.ts";
import { SetAside } from "../reading/set-aside.ts";
import { batches, judged, noteParents, rowsOf, type Run } from "../run.ts";

const cartsAtOnce = 500;

type CartLine = ImportedLine & { readonly row: LegacyRow };
type Cart = { readonly cartId: string; readonly rows: LegacyRow[] };

/** Lines come cart by cart. */
async function* cartsIn(run: Run): AsyncGenerator<Cart> {
  let cart: Cart | undefined;
  for await (const row of rowsOf(run, "shopping_cart")) {
    const cartId = row.exact("cart_id");
    if (cart && cart.cartId === cartId) {
      cart.rows.push(row);
      continue;
    }
    if (cart) yield cart;
    cart = { cartId, rows: [row] };
  }
  if (cart) yield cart;
}

/** What may be bought of one thing. */
export const quantityOf = (row: LegacyRow): number => {
  const quantity = row.integer("quantity");
  if (quantity === null || quantity < 1) throw new SetAside("quantity is not above 0");
  if (quantity > mostUnits) throw new SetAside(`quantity is above ${mostUnits}`);
  return quantity;
};

const lineOf =
  (cartId: string) =>
  (row: LegacyRow): CartLine => {
    if (cartId.length < 1 || cartId.length > 64) throw new SetAside("cart_id is not from 1 to 64 characters long");
    if (cartId.includes("\u0000")) throw new SetAside("cart_id holds what no text may hold");
    row.mend("item_id: a new one that cannot be guessed");
    return {
      row,
      productId: row.parent("product_id"),
      attributes: row.line("attributes", 1000),
      quantity: quantityOf(row),
      isSaved: row.integer("buy_now") === 0,
    };
  };

const settle = ({ books }: Run, { fate, lines, missing, surplus }: CartTaken<CartLine>): void => {
  for (const { of, quantity } of lines)
    for (const [index, { row }] of of.entries()) {
      if (index > 0) row.mend("quantity: summed with that of an equal line");
      if (index === of.length - 1 && quantity > mostUnits)
        row.lose(`quantity: ${quantity} of equal lines together, cut at ${mostUnits}`);
      books.settle(row, fate);
    }
  for (const { row } of missing.flatMap(({ of }) => of)) books.setAside(row, "its cart is in use here, without it");
  for (const { row } of surplus.flatMap(({ of }) => of)) books.setAside(row, "its cart has too many lines");
};

/** Carts, each as a whole; one that is there already stays as it is, and what it lacks is set aside. */
export const takeCarts = async (run: Run): Promise<void> => {
  for await (const carts of batches(cartsIn(run), cartsAtOnce)) {
    await noteParents(
      run,
      carts.flatMap(({ rows }) => rows),
    );
    // Ids that were written in different charsets may be one.
    const filled = [...Map.groupBy(carts, ({ cartId }) => cartId)]
      .map(([cartId, same]) => ({
        cartId,
        lines: judged(
          run,
          same.flatMap(({ rows }) => rows),
          lineOf(cartId),
        ).map(({ value }) => value),
      }))
      .filter(({ lines }) => lines.length > 0);
    if (filled.length > 0) for (const taken of await importCarts(run.tx, filled, run.now)) settle(run, taken);
    await run.books.write();
    run.progress("shopping_cart", run.report.tables.shopping_cart.read);
  }
};
