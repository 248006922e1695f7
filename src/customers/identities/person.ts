import { refusal } from "../../platform/refusal.ts";
import { isVisible, oneLine } from "../../platform/visible.ts";
import { isEmail } from "../accounts/email.ts";
import { holdsLink } from "../accounts/names.ts";

export const providers = ["facebook", "oidc"] as const;
export type Provider = (typeof providers)[number];

/** Somebody as a provider of identities knows them. */
export type Person = {
  readonly provider: Provider;
  /** `provider:subject`: the same person for ever, whatever their address. */
  readonly key: string;
  readonly name: string | undefined;
  readonly email: string | undefined;
  /** Does the provider say that it has seen the person read mail at the address? */
  readonly isEmailVerified: boolean;
};

const longestName = 50;
const longestEmail = 100;

/** What to call the person: by their name, else by their address. */
export function nameOf({ name = "", email = "" }: Pick<Person, "name" | "email">): string {
  return shortened(name) || shortened(email.split("@")[0] ?? "") || "Customer";
}

/** The address for an account; refuses a person without one that mail could reach (USR_03). */
export function emailOf({ email, provider, isEmailVerified }: Person): string {
  if (email === undefined || email === "")
    throw refusal("USR_03", "email", {
      message: `The email is invalid: ${provider === "facebook" ? "Facebook" : "the provider"} tells none. Allow it there, or register with an e-mail and a password.`,
    });
  if (provider === "oidc" && !isEmailVerified)
    throw refusal("USR_03", "email", {
      message:
        "The email is invalid: the provider has not verified it. Do so there, or register with an e-mail and a password.",
    });
  if (!isEmail(email) || [...email].length > longestEmail) throw refusal("USR_03", "email");
  return email.trim();
}

/** As a name that was typed would be kept; empty when it would be refused. */
function shortened(text: string): string {
  const line = oneLine(text.toWellFormed());
  return isVisible(line) && !holdsLink(line) ? [...line].slice(0, longestName).join("").trim() : "";
}
