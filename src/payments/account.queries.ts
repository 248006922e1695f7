import { orNull, row, text, boolean } from "../platform/database/columns.ts";
import { reads, writes } from "../platform/database/statement.ts";
import type { Account } from "./providers/provider.ts";

/** Selects the account of the shop's payments. Returns no row before the first payment. */
export function paymentAccount() {
  return reads(row({ account: orNull(text), is_live: orNull(boolean) }))`
  select account, is_live from payment_account where provider = 'stripe'`;
}

/** Records the first account. Returns no row when one is on record already. */
export function addPaymentAccount({ provider, account, isLive }: Account, now: Date) {
  return writes(row({ provider: text }))`
  insert into payment_account (provider, account, is_live, recorded_at)
  values (${provider}, ${account}, ${isLive}, ${now})
  on conflict (provider) do nothing
  returning provider`;
}

export function changePaymentAccount({ provider, account, isLive }: Account, now: Date) {
  return writes(row({}))`
  update payment_account set account = ${account}, is_live = ${isLive}, recorded_at = ${now} where provider = ${provider}`;
}
