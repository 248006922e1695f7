import { optionsOfProducts, openVariantResolver, type ResolveVariant } from "../catalogue/index.ts";
import type { Reader, Writer } from "../platform/database/database.ts";
import type { ImportOutcome } from "../platform/database/fate.ts";
import { mostLines, cartKey } from "./cart.ts";
import { dayOf, newItemId } from "./cart-numbers.ts";
import { mostUnits } from "./schemas.ts";
import * as queries from "./import-carts.queries.ts";

/** A line of a cart brought along. */
export type ImportedLine = {
  readonly productId: number;
  readonly attributes: string;
  readonly quantity: number;
  readonly isSaved: boolean;
  /** It was brought along before: into a cart that has gone since, it does not come again. */
  readonly cameBefore: boolean;
};
export type ImportedCart<Line extends ImportedLine> = { readonly cartId: string; readonly lines: readonly Line[] };

/** A line as it is kept, and the lines that it was made of: the last one's spelling, everybody's quantity. */
export type SummedLine<Line> = {
  readonly known: string;
  readonly quantity: number;
  readonly of: readonly Line[];
  /** Nothing of it came before. */
  readonly isNew: boolean;
  /** In the cart, from 1. */
  readonly place: number;
};

/**
 * What became of a cart: its fate; its lines as they were summed, those that a cart which is there does not have (any
 * more), and those for which a cart has no room.
 */
export type CartTaken<Line> = {
  readonly fate: ImportOutcome;
  readonly lines: readonly SummedLine<Line>[];
  readonly missing: readonly SummedLine<Line>[];
  readonly surplus: readonly SummedLine<Line>[];
};

/**
 * Carts brought along, each as a whole and under new numbers of its lines: old ones can be guessed. They count as used
 * today, so that none is swept on the day it arrives.
 */
export async function importCarts<Line extends ImportedLine>(
  tx: Writer,
  carts: readonly ImportedCart<Line>[],
  now: Date,
): Promise<CartTaken<Line>[]> {
  const resolveVariant = await resolveVariantsAmong(
    tx,
    carts.flatMap(({ lines }) => lines.map(({ productId }) => productId)),
  );
  const read = await Promise.all(
    carts.map(async ({ cartId, lines }, n) => {
      const all = await summed(lines, resolveVariant);
      return { n, ...cartKey(cartId), lines: all.slice(0, mostLines), surplus: all.slice(mostLines) };
    }),
  );
  const given = read
    .filter(({ lines }) => lines.some(({ isNew }) => isNew))
    .map(({ n, bucket, cartId }) => ({ n, bucket, cart_id: cartId }));
  const fates = new Map((await tx.all(queries.importCarts(given, dayOf(now)))).map(({ n, fate }) => [n, fate]));
  const fateOf = (n: number): ImportOutcome => fates.get(n) ?? "there";
  const added = read.flatMap(({ n, cartId, lines }) =>
    fateOf(n) === "added"
      ? rowsOf(
          cartId,
          lines.filter(({ isNew }) => isNew),
        )
      : [],
  );
  const known = read.flatMap(({ n, cartId, lines }) => (fateOf(n) === "there" ? rowsOf(cartId, lines) : []));
  if (added.length > 0) await tx.all(queries.importLines(added));
  const there = known.length > 0 ? await tx.all(queries.linesThere(known)) : [];
  const kept = new Set([...added, ...there].map(({ cart_id, place }) => `${place} ${cart_id}`));
  return read.map(({ n, cartId, lines, surplus }) => {
    const isKept = ({ place }: SummedLine<Line>): boolean => kept.has(`${place} ${cartId}`);
    return {
      fate: fateOf(n),
      lines: lines.filter(isKept),
      missing: lines.filter((line) => !isKept(line)),
      surplus,
    };
  });
}

/** Finds the known forms of attributes of these products, read at once. */
export async function resolveVariantsAmong(reader: Reader, productIds: readonly number[]): Promise<ResolveVariant> {
  const choices = await optionsOfProducts(reader, [...new Set(productIds)]);
  return openVariantResolver({ of: async (productId) => choices.get(productId) ?? [] });
}

/** Equal lines become one; whatever is above `mostUnits` of it is not kept. */
async function summed<Line extends ImportedLine>(
  lines: readonly Line[],
  resolveVariant: ResolveVariant,
): Promise<SummedLine<Line>[]> {
  const known = await Promise.all(
    lines.map(async (line) => ({ line, known: await resolveVariant(line.productId, line.attributes) })),
  );
  return [...Map.groupBy(known, ({ line, known }) => `${line.productId} ${known}`).values()].map((equal, index) => ({
    known: equal[0]?.known ?? "",
    quantity: equal.reduce((sum, { line }) => sum + line.quantity, 0),
    of: equal.map(({ line }) => line),
    isNew: !equal.some(({ line }) => line.cameBefore),
    place: index + 1,
  }));
}

function rowsOf<Line extends ImportedLine>(cartId: string, lines: readonly SummedLine<Line>[]): queries.ImportedLine[] {
  const { bucket } = cartKey(cartId);
  return lines.flatMap(({ known, quantity, of, place }) => {
    const last = of.at(-1);
    if (!last) return [];
    return {
      bucket,
      item_id: newItemId(bucket),
      cart_id: cartId,
      product_id: last.productId,
      attributes: last.attributes,
      known,
      quantity: Math.min(quantity, mostUnits),
      is_saved: of.every(({ isSaved }) => isSaved),
      place,
    };
  });
}
