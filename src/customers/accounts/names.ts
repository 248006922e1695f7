import { refusal } from "../../platform/refusal.ts";

const link = /:\/\/|\bwww\.|\b[\w-]+\.[a-z]{2,24}\//i;

export function requireNoLink(name: string): void {
  if (holdsLink(name)) throw refusal("COM_02", "name", { message: "Invalid Data: name must not hold a link" });
}

/**
 * Returns whether a name contains a link. Names appear in mails, also to addresses that another person entered: no link
 * may be sent there under the shop's name.
 */
export function holdsLink(name: string): boolean {
  return link.test(name.normalize("NFKC"));
}
