import { importCarts, mostUnits, type CartTaken, type ImportedLine } from "../../cart/index.ts";
import type { LegacyRow } from "../parsing/row.ts";
import { RejectedRow } from "../parsing/rejected-row.ts";
import { batches, judged, noteParents, rowsOf, type Run } from "../loader.ts";

const cartsAtOnce = 500;

type CartLine = ImportedLine & { readonly row: LegacyRow };
type Cart = { readonly cartId: string; readonly rows: LegacyRow[] };

/**
 * Imports carts, each as a whole. A cart that already exists here stays unchanged, and lines that it lacks are
 * rejected. A line from an earlier import is not imported again, even if it was bought or removed since.
 */
export async function loadCarts(run: Run): Promise<void> {
  for await (const batch of batches(cartsIn(run), cartsAtOnce)) {
    const carts = await readCarts(run, batch);
    const { fresh = [], known = [] } = Object.groupBy(carts, ({ lines }) =>
      lines.every(({ cameBefore }) => cameBefore) ? "known" : "fresh",
    );
    await run.books.settle(known.flatMap(({ lines }) => lines).map(({ row }) => ({ row, outcome: "exists" })));
    if (fresh.length > 0) for (const taken of await importCarts(run.tx, fresh, run.now)) await settle(run, taken);
    await run.books.write();
    run.progress("shopping_cart", run.report.tables.shopping_cart.read);
  }
}

/** Returns a row's quantity. Throws RejectedRow when it is not from 1 to `mostUnits`. */
export function quantityOf(row: LegacyRow): number {
  const quantity = row.integer("quantity");
  if (quantity === null || quantity < 1) throw new RejectedRow("quantity is not above 0");
  if (quantity > mostUnits) throw new RejectedRow(`quantity is above ${mostUnits}`);
  return quantity;
}

/** Groups the lines by cart; the source sorts them by cart. */
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

async function settle({ books }: Run, { outcome, lines, missing, surplus }: CartTaken<CartLine>): Promise<void> {
  for (const { of, quantity } of lines)
    for (const [index, { row }] of of.entries()) {
      if (index > 0) row.mend("quantity: summed with that of an equal line");
      if (index === of.length - 1 && quantity > mostUnits)
        row.lose(`quantity: ${quantity} of equal lines together, cut at ${mostUnits}`);
    }
  await books.settle(lines.flatMap(({ of }) => of.map(({ row }) => ({ row, outcome }))));
  for (const [reason, summed] of [
    ["its cart has gone its own way here, without it", missing],
    ["its cart has too many lines", surplus],
  ] as const) {
    const left = summed.flatMap(({ of }) => of);
    await books.settle(left.flatMap(({ row, cameBefore }) => (cameBefore ? { row, outcome: "exists" } : [])));
    for (const { row, cameBefore } of left) if (!cameBefore) books.setAside(row, reason);
  }
}

/** Parses the lines of carts. Merges carts whose ids are equal as text but were stored in different charsets. */
async function readCarts(run: Run, carts: readonly Cart[]) {
  const rows = carts.flatMap((cart) => cart.rows);
  const before = await run.books.takenBefore(rows);
  await noteParents(run, rows);
  return [...Map.groupBy(carts, ({ cartId }) => cartId)].map(([cartId, same]) => {
    const all = same.flatMap((cart) => cart.rows);
    return { cartId, lines: judged(run, all, lineOf(cartId, before)).map(({ value }) => value) };
  });
}

function lineOf(cartId: string, before: ReadonlySet<LegacyRow>) {
  return (row: LegacyRow): CartLine => {
    if (cartId.length < 1 || cartId.length > 64) throw new RejectedRow("cart_id is not from 1 to 64 characters long");
    if (cartId.includes("\u0000")) throw new RejectedRow("cart_id holds what no text may hold");
    row.mend("item_id: a new one that cannot be guessed");
    return {
      row,
      productId: row.parent("product_id"),
      attributes: row.line("attributes", 1000),
      quantity: quantityOf(row),
      isSaved: row.integer("buy_now") === 0,
      cameBefore: before.has(row),
    };
  };
}
