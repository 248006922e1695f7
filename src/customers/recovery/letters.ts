import type { Address, Letter } from "../../platform/mail/letter.ts";

/** Where a letter's button leads: a page of the storefront, which takes the token to the API. */
const page = (storefrontUrl: string, path: string, token: string): string =>
  `${storefrontUrl.replace(/\/$/, "")}${path}?token=${encodeURIComponent(token)}`;

export const newPasswordLetter = (to: Address, token: string, storefrontUrl: string): Letter => ({
  to,
  subject: "Set a new password",
  parts: [
    { text: `Hello ${to.name},` },
    { text: "somebody, we hope you, asked for a new password for your account. This sets one:" },
    { button: "Set a new password", url: page(storefrontUrl, "/reset-password", token) },
    { note: `It works once, within the hour. The token in it is ${token}` },
    { note: "If it was not you, do nothing: your password stays as it is." },
  ],
});

export const movedLetter = (to: Address, token: string, storefrontUrl: string): Letter => ({
  to,
  subject: "Set a new password",
  parts: [
    { text: `Hello ${to.name},` },
    {
      text: "somebody, we hope you, wanted to sign in to your account. Our shop has moved since you were here last, and your old password could not come along. This sets a new one:",
    },
    { button: "Set a new password", url: page(storefrontUrl, "/reset-password", token) },
    { note: `It works once, within the hour. The token in it is ${token}` },
    { note: "If it was not you, do nothing: nobody can sign in until you have set one." },
  ],
});

export const emailProofLetter = (to: Address, token: string, storefrontUrl: string): Letter => ({
  to,
  subject: "Is this your address?",
  parts: [
    { text: `Hello ${to.name},` },
    { text: "an account at our shop was opened with this address, or changed to it. Please tell us that it is yours:" },
    { button: "Yes, this is my address", url: page(storefrontUrl, "/verify-email", token) },
    { note: `It works once, within the hour. The token in it is ${token}` },
    { note: "If you know nothing of this, do nothing." },
  ],
});
