import { greeting, type Address, type Letter } from "../../platform/mail/letter.ts";
import { undoableHours, type Change } from "../accounts/announce-change.ts";

const happened: Readonly<Record<Change, string>> = {
  email: "The e-mail address of your account was changed",
  password: "The password of your account was changed",
  identity: "Another way to sign in was added to your account",
};

export function newPasswordLetter(to: Address, token: string, storefrontUrl: string): Letter {
  return {
    to,
    subject: "Set a new password",
    parts: [
      greeting(to),
      { text: "You asked to reset your password. Set a new one here:" },
      { button: "Set a new password", url: page(storefrontUrl, "/reset-password", token) },
      { note: `The link works once, within an hour. If a page asks for the code in it: ${token}` },
      { note: "If you did not ask for this, ignore this mail: your password stays as it is." },
    ],
  };
}

export function movedLetter(to: Address, token: string, storefrontUrl: string): Letter {
  return {
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
  };
}

export function emailProofLetter(to: Address, token: string, storefrontUrl: string): Letter {
  return {
    to,
    subject: "Is this your address?",
    parts: [
      greeting(to),
      {
        text: "This address was given for an account at our shop. Please confirm that it is yours, where you are signed in or with your password at hand:",
      },
      { button: "Yes, this is my address", url: page(storefrontUrl, "/verify-email", token) },
      { note: `The link works once, within an hour. If a page asks for the code in it: ${token}` },
      { note: "If you did not give us this address, ignore this mail." },
    ],
  };
}

export function changeLetter(changes: readonly Change[], movedTo?: string) {
  return (to: Address, token: string, storefrontUrl: string): Letter => ({
    to,
    subject: "Your account was changed",
    parts: [
      greeting(to),
      {
        text: changes
          .map((change) => `${happened[change]}${change === "email" && movedTo ? ` to ${movedTo}` : ""}.`)
          .join(" "),
      },
      { text: "If it was you, there is nothing to do. If it was not, undo it:" },
      { button: "This was not me", url: page(storefrontUrl, "/undo-change", token) },
      {
        note: `The link works once, within ${undoableHours} hours. It gives the account back to this address, signs everybody out and lets you set a new password. If a page asks for the code in it: ${token}`,
      },
    ],
  });
}

export function lostAccountLetter(to: Address): Letter {
  return {
    to,
    subject: "The change of an e-mail address was undone",
    parts: [
      greeting(to),
      {
        text: "An account at our shop had been changed to this address. The reader of its former address has undone that: the account has the former address again, and everybody was signed out.",
      },
      { note: "You can open another account with this address at any time." },
    ],
  };
}

/** Returns the URL of a mail's button: a storefront page, which passes the token to the API. */
function page(storefrontUrl: string, path: string, token: string): string {
  return `${storefrontUrl.replace(/\/$/, "")}${path}?token=${encodeURIComponent(token)}`;
}
