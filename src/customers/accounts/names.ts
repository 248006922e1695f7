import { refusal } from "../../platform/refusal.ts";

const url = /:\/\/|\bwww\./i;
const link = new RegExp(`${url.source}|\\b[\\w-]+\\.[a-z]{2,24}\\/`, "i");

export function requireNoLink(name: string): void {
  if (holdsLink(name)) throw refusal("COM_02", "name", { message: "Invalid Data: name must not hold a link" });
}

/** Refuses URLs in an address, which is mailed too. A domain with a slash is no URL there: `St.Louis/MO`. */
export function requireNoUrls(lines: Readonly<Record<string, unknown>>): void {
  for (const [field, line] of Object.entries(lines))
    if (typeof line === "string" && url.test(line.normalize("NFKC")))
      throw refusal("COM_02", field, { message: `Invalid Data: ${field} must not hold a link` });
}

/**
 * Returns whether a text contains a link. Names appear in mails, also to addresses that another person entered: no link
 * may be sent there under the shop's name.
 */
export function holdsLink(text: string): boolean {
  return link.test(text.normalize("NFKC"));
}
