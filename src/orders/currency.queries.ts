import { row, text, boolean } from "../platform/database/columns.ts";
import { reads, writes } from "../platform/database/statement.ts";

/** Returns the recorded currency; no row in a shop that was never opened. */
export function recordedCurrency() {
  return reads(row({ currency: text }))`select currency from shop`;
}

/** Records the currency, unless one is recorded already. */
export function recordCurrency(currency: string, now: Date) {
  return writes(row({}))`
  insert into shop (currency, recorded_at) values (${currency}, ${now}) on conflict (only_row) do nothing`;
}

export function changeCurrency(currency: string, now: Date) {
  return writes(row({}))`
  update shop set currency = ${currency}, recorded_at = ${now} where only_row`;
}

export function orderExists() {
  return reads(row({ is_there: boolean }))`
  select exists (select from order_owner) as is_there`;
}
