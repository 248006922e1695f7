import { refusal } from "../../platform/refusal.ts";
import { isVisible, oneLine } from "../../platform/visible.ts";
import { isEmail } from "../accounts/email.ts";
import { holdsLink } from "../accounts/names.ts";

export const providers = ["facebook", "oidc"] as const;
export type Provider = (typeof providers)[number];

/** A person as an identity provider describes them. */
export type Person = {
  readonly provider: Provider;
  /** `provider:subject`; stays the same when the person's email changes. */
  readonly key: string;
  readonly name: string | undefined;
  readonly email: string | undefined;
  /** Whether the provider states that it has verified the email. */
  readonly isEmailVerified: boolean;
};

const longestName = 50;
const longestEmail = 100;

/** Returns a name for the account: the person's name, else the local part of the email, else "Customer". */
export function nameOf({ name = "", email = "" }: Pick<Person, "name" | "email">): string {
  return shortened(name) || shortened(email.split("@")[0] ?? "") || "Customer";
}

/** Returns the email for an account; throws USR_03 when it is missing, invalid or (with `oidc`) not verified. */
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

/** Normalizes and truncates text as a name; returns an empty string when a typed name like it would be refused. */
function shortened(text: string): string {
  const line = oneLine(text.toWellFormed());
  return isVisible(line) && !holdsLink(line) ? [...line].slice(0, longestName).join("").trim() : "";
}
