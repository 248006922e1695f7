import { row, text, truth } from "../../platform/database/columns.ts";
import { reads, writes } from "../../platform/database/statement.ts";

/** What prices are in; no row in a shop that was never opened. */
export const recordedCurrency = () => reads(row({ currency: text }))`select currency from shop`;

/** The first to record it has it. */
export const recordCurrency = (currency: string, now: Date) => writes(row({}))`
  insert into shop (currency, recorded_at) values (${currency}, ${now}) on conflict (only_row) do nothing`;

export const changeCurrency = (currency: string, now: Date) => writes(row({}))`
  update shop set currency = ${currency}, recorded_at = ${now} where only_row`;

export const orderExists = () => reads(row({ is_there: truth }))`
  select exists (select from order_owner) as is_there`;
