import type { Writer } from "../../platform/database/database.ts";
import type { Identity } from "../../platform/http/identity.ts";
import { refusal } from "../../platform/refusal.ts";
import { goesOn } from "../sessions/sessions.queries.ts";
import { heldCustomer } from "./accounts.queries.ts";

/**
 * Locks an account for its owner, who was authenticated before the transaction began. Throws AUT_02 when the session
 * has ended meanwhile (while a password was hashed or a provider queried), so that it changes nothing any more.
 */
export async function holdForOwner(tx: Writer, identity: Identity) {
  const [held, going] = await Promise.all([tx.first(heldCustomer(identity.customerId)), tx.first(goesOn(identity))]);
  if (!held || !going) throw refusal("AUT_02");
  return held;
}
