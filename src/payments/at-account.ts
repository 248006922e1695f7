import { sql, type Fragment } from "../platform/database/statement.ts";
import type { Account } from "./providers/provider.ts";

/**
 * Condition that a payment is at this account. Unknown values (null) match any. Test payments match on every server.
 */
export function isAt({ provider, account, isLive }: Account): Fragment {
  return sql`(payment.provider = 'test'
      or (payment.provider = ${provider} and coalesce(payment.account = ${account}::text, true) and coalesce(payment.is_live = ${isLive}::boolean, true)))`;
}
