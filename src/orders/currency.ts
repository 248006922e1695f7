import type { Database } from "../platform/database/database.ts";
import type { Statements } from "../platform/database/transaction.ts";
import * as queries from "./currency.queries.ts";

/** The settings name another currency than the shop has; the message says what to do. */
export class CurrencyMismatch extends Error {}

/** The currency of a shop whose owner names none, as the contract has it. */
const unnamed = "usd";

export type CurrencyChange = { readonly from: string; readonly isChanged: boolean; readonly hasOrders: boolean };

/** What prices are in, or will be in a shop that was never opened; records nothing. */
export async function shownCurrency(db: Statements, named: string): Promise<string> {
  return (await db.first(queries.recordedCurrency()))?.currency ?? (named.toLowerCase() || unnamed);
}

/**
 * Gives every price another currency and the same number, on all servers at once. A shop that has taken orders must mean
 * it; those orders keep the currency they were placed in.
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
 * Answers what the shop's prices are in, and records it in a new shop. `named` is what the settings say, empty when they
 * say nothing; another currency than the recorded one is refused, for it would put another label on every price.
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

/** What prices are in: three letters in lower case. The first who asks records it for every server there will be. */
async function settled(db: Statements, named: string): Promise<string> {
  const known = await db.first(queries.recordedCurrency());
  if (known) return known.currency;
  await db.all(queries.recordCurrency(named || unnamed, new Date()));
  return (await db.first(queries.recordedCurrency()))?.currency ?? unnamed;
}
