import { optionsOfProducts, openVariantResolver, type ResolveVariant } from "../catalogue/index.ts";
import type { Reader, Writer } from "../platform/database/database.ts";
import type { ImportOutcome } from "../platform/database/import-outcome.ts";
import { mostLines, cartKey } from "./cart.ts";
import { dayOf, newItemId } from "./cart-numbers.ts";
import { mostUnits } from "./schemas.ts";
import * as queries from "./import-carts.queries.ts";

/** A line of an imported cart. */
export type ImportedLine = {
  readonly productId: number;
  readonly attributes: string;
  readonly quantity: number;
  readonly isSaved: boolean;
  /** Whether a previous import brought this line. It is not inserted again into a cart that has been deleted since. */
  readonly cameBefore: boolean;
};
export type ImportedCart<Line extends ImportedLine> = { readonly cartId: string; readonly lines: readonly Line[] };

/**
 * A line as it is stored, and the imported lines that it combines: the spelling of the last, the sum of all quantities.
 */
export type SummedLine<Line> = {
  readonly variantKey: string;
  readonly quantity: number;
  readonly of: readonly Line[];
  /** Whether no previous import brought any of the combined lines. */
  readonly isNew: boolean;
  /** Position in the cart, from 1. */
  readonly position: number;
};

/**
 * Result of importing a cart. `lines`: the combined lines that the cart contains. `missing`: those it does not contain
 * (any more). `surplus`: those beyond `mostLines`.
 */
export type CartTaken<Line> = {
  readonly outcome: ImportOutcome;
  readonly lines: readonly SummedLine<Line>[];
  readonly missing: readonly SummedLine<Line>[];
  readonly surplus: readonly SummedLine<Line>[];
};

/**
 * Imports carts, each as a whole. Its lines get new numbers, because the old ones can be guessed. The carts count as
 * used today, so that no sweep removes them on the day of the import.
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
  const outcomes = new Map(
    (await tx.all(queries.importCarts(given, dayOf(now)))).map(({ n, outcome }) => [n, outcome]),
  );
  const outcomeOf = (n: number): ImportOutcome => outcomes.get(n) ?? "exists";
  const added = read.flatMap(({ n, cartId, lines }) =>
    outcomeOf(n) === "inserted"
      ? rowsOf(
          cartId,
          lines.filter(({ isNew }) => isNew),
        )
      : [],
  );
  const existing = read.flatMap(({ n, cartId, lines }) => (outcomeOf(n) === "exists" ? rowsOf(cartId, lines) : []));
  if (added.length > 0) await tx.all(queries.importLines(added));
  const there = existing.length > 0 ? await tx.all(queries.linesThere(existing)) : [];
  const kept = new Set([...added, ...there].map(({ cart_id, position }) => `${position} ${cart_id}`));
  return read.map(({ n, cartId, lines, surplus }) => {
    const isKept = ({ position }: SummedLine<Line>): boolean => kept.has(`${position} ${cartId}`);
    return {
      outcome: outcomeOf(n),
      lines: lines.filter(isKept),
      missing: lines.filter((line) => !isKept(line)),
      surplus,
    };
  });
}

/** Returns a variant resolver for these products, whose options are read in one statement. */
export async function resolveVariantsAmong(reader: Reader, productIds: readonly number[]): Promise<ResolveVariant> {
  const choices = await optionsOfProducts(reader, [...new Set(productIds)]);
  return openVariantResolver({ of: async (productId) => choices.get(productId) ?? [] });
}

/** Combines equal lines into one with the sum of their quantities; `rowsOf` stores at most `mostUnits` of it. */
async function summed<Line extends ImportedLine>(
  lines: readonly Line[],
  resolveVariant: ResolveVariant,
): Promise<SummedLine<Line>[]> {
  const resolved = await Promise.all(
    lines.map(async (line) => ({ line, variantKey: await resolveVariant(line.productId, line.attributes) })),
  );
  return [...Map.groupBy(resolved, ({ line, variantKey }) => `${line.productId} ${variantKey}`).values()].map(
    (equal, index) => ({
      variantKey: equal[0]?.variantKey ?? "",
      quantity: equal.reduce((sum, { line }) => sum + line.quantity, 0),
      of: equal.map(({ line }) => line),
      isNew: !equal.some(({ line }) => line.cameBefore),
      position: index + 1,
    }),
  );
}

function rowsOf<Line extends ImportedLine>(cartId: string, lines: readonly SummedLine<Line>[]): queries.ImportedLine[] {
  const { bucket } = cartKey(cartId);
  return lines.flatMap(({ variantKey, quantity, of, position }) => {
    const last = of.at(-1);
    if (!last) return [];
    return {
      bucket,
      item_id: newItemId(bucket),
      cart_id: cartId,
      product_id: last.productId,
      attributes: last.attributes,
      variant_key: variantKey,
      quantity: Math.min(quantity, mostUnits),
      is_saved: of.every(({ isSaved }) => isSaved),
      position,
    };
  });
}
