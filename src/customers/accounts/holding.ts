import type { Writer } from "../../platform/database/database.ts";
import type { Identity } from "../../platform/http/identity.ts";
import { refusal } from "../../platform/refusal.ts";
import { goesOn } from "../sessions/sessions.queries.ts";
import { heldCustomer } from "./accounts.queries.ts";

/**
 * Holds an account for its owner, who was recognized before the transaction began. Whoever was thrown out meanwhile, while
 * a password was hashed or a provider asked, changes nothing any more.
 */
export async function holdForOwner(tx: Writer, identity: Identity) {
  const [held, going] = await Promise.all([tx.first(heldCustomer(identity.customerId)), tx.first(goesOn(identity))]);
  if (!held || !going) throw refusal("AUT_02");
  return held;
}
