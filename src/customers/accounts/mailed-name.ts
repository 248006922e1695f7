import { sql } from "../../platform/database/statement.ts";

/**
 * A customer's name for a mail. Whoever opens an account chooses it, and mail goes to whatever address they give: until
 * that address is proven no word of theirs is sent there under the shop's name.
 */
export const mailedName = sql`case when email_verified_at is null then '' else name end as name`;
