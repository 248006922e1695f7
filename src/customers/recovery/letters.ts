import { greeting, type Address, type Letter } from "../../platform/mail/letter.ts";

/** Where a letter's button leads: a page of the storefront, which takes the token to the API. */
const page = (storefrontUrl: string, path: string, token: string): string =>
  `${storefrontUrl.replace(/\/$/, "")}${path}?token=${encodeURIComponent(token)}`;

export const newPasswordLetter = (to: Address, token: string, storefrontUrl: string): Letter => ({
  to,
  subject: "Set a new password",
  parts: [
    greeting(to),
    { text: "You asked to reset your password. Set a new one here:" },
    { button: "Set a new password", url: page(storefrontUrl, "/reset-password", token) },
    { note: `The link works once, within an hour. If a page asks for the code in it: ${token}` },
    { note: "If you did not ask for this, ignore this mail: your password stays as it is." },
  ],
});

export const movedLetter = (to: Address, token: string, storefrontUrl: string): Letter => ({
  to,
  subject: "Set a new password",
  parts: [
    greeting(to),
    {
      text: "You tried to sign in. Our shop has moved to a new system since your last visit, and your old password could not be kept. Set a new one here:",
    },
    { button: "Set a new password", url: page(storefrontUrl, "/reset-password", token) },
    { note: `The link works once, within an hour. If a page asks for the code in it: ${token}` },
    { note: "If this was not you, ignore this mail: nobody can sign in until you set a new password." },
  ],
});

export const emailProofLetter = (to: Address, token: string, storefrontUrl: string): Letter => ({
  to,
  subject: "Is this your address?",
  parts: [
    greeting(to),
    { text: "This address was given for an account at our shop. Please confirm that it is yours:" },
    { button: "Yes, this is my address", url: page(storefrontUrl, "/verify-email", token) },
    { note: `The link works once, within an hour. If a page asks for the code in it: ${token}` },
    { note: "If you did not give us this address, ignore this mail." },
  ],
});
