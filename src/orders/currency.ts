import type { Database } from "../platform/database/database.ts";
import type { Statements } from "../platform/database/transaction.ts";
import * as queries from "./currency.queries.ts";

/** Thrown when the settings name a currency other than the recorded one of the shop. The message says what to do. */
export class CurrencyMismatch extends Error {}

/** Currency of a shop whose settings name none; the contract's. */
const unnamed = "usd";

export type CurrencyChange = { readonly from: string; readonly isChanged: boolean; readonly hasOrders: boolean };

/** Returns the currency of the prices, or the one that a shop which was never opened will get. Records nothing. */
export async function shownCurrency(db: Statements, named: string): Promise<string> {
  return (await db.first(queries.recordedCurrency()))?.currency ?? (named.toLowerCase() || unnamed);
}

/**
 * Gives all prices another currency and keeps their numbers, on all servers at once. Changes a shop that has orders
 * only if `isMeant`; those orders keep the currency in which they were placed.
 */
export function changeCurrency(db: Database, to: string, isMeant: boolean): Promise<CurrencyChange> {
  return db.transaction(async (tx) => {
    const from = await settleCurrency(tx, "");
    const hasOrders = (await tx.first(queries.orderExists()))?.is_there ?? false;
    const isChanged = from !== to && (isMeant || !hasOrders);
    if (isChanged) await tx.all(queries.changeCurrency(to, new Date()));
    return { from, isChanged, hasOrders };
  });
}

/**
 * Returns the currency of the shop's prices, and records it in a new shop. `named` is the currency in the settings,
 * empty when they name none. Throws CurrencyMismatch when it differs from the recorded one, which would relabel every
 * price.
 */
export async function settleCurrency(db: Statements, named: string): Promise<string> {
  const wanted = named.toLowerCase();
  const currency = await settled(db, wanted);
  if (wanted === "" || wanted === currency) return currency;
  throw new CurrencyMismatch(
    `The prices of this shop are in ${currency.toUpperCase()}, as its database has recorded, and CURRENCY is ${wanted.toUpperCase()}. ` +
      `Leave CURRENCY empty or set it to ${currency.toUpperCase()}; or change what prices are in: npm run currency -- ${wanted.toUpperCase()}`,
  );
}

/**
 * Returns the currency of the prices: three letters in lower case. The first call in a new shop records it for all
 * servers.
 */
async function settled(db: Statements, named: string): Promise<string> {
  const known = await db.first(queries.recordedCurrency());
  if (known) return known.currency;
  await db.all(queries.recordCurrency(named || unnamed, new Date()));
  return (await db.first(queries.recordedCurrency()))?.currency ?? unnamed;
}
