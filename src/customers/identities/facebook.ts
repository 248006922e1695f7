import { refusal } from "../../platform/refusal.ts";
import type { AccountDependencies } from "../accounts/accounts.ts";
import type { Person } from "./person.ts";
import { personBehind, type FacebookApp } from "./facebook-graph.ts";

export type FacebookDependencies = AccountDependencies & { readonly facebook: FacebookApp };

/** Returns the person behind a Facebook token. Facebook does not report whether it has verified the email. */
export async function personBehindToken(
  { facebook }: Pick<FacebookDependencies, "facebook">,
  token: string,
): Promise<Person> {
  if (facebook.id === "" || facebook.secret === "")
    throw refusal("COM_02", "", { message: "Invalid Data: this shop is not set up for signing in with Facebook" });
  const { id, name, email } = await personBehind(facebook, token);
  return { provider: "facebook", key: `facebook:${id}`, name, email, isEmailVerified: false };
}
