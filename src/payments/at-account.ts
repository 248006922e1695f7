import { sql, type Fragment } from "../platform/database/statement.ts";
import type { Account } from "./providers/provider.ts";

/** Is a payment at this account, as far as both are known? Test payments are at every server's hand. */
export function isAt({ provider, account, isLive }: Account): Fragment {
  return sql`(payment.provider = 'test'
      or (payment.provider = ${provider} and coalesce(payment.account = ${account}::text, true) and coalesce(payment.is_live = ${isLive}::boolean, true)))`;
}
