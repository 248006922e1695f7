import { PermanentFailure } from "../jobs/task.ts";
import type { Address } from "./letter.ts";

// Control characters end header lines, and direction marks reverse the order of a text. Joiners are part of some
// scripts and stay.
const unseen = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u{200E}\u{200F}\u{202A}-\u{202E}\u{2066}-\u{2069}\u{FEFF}]+/gu;

/** A single address: without characters that separate, quote or comment. */
const single = /^[^\s\p{C}<>()[\]\\,;:"@]+@[^\s\p{C}<>()[\]\\,;:"@]+$/u;

/** Parses `Name <address>` or a bare address, as in MAIL_FROM; the name defaults to the shop's. */
export function sender(said: string, shopName: string): ReturnType<typeof addressOf> {
  const [, name = "", inBrackets] = /^(.*)<([^<>]*)>$/.exec(said.trim()) ?? [];
  return addressOf({ name: name.replaceAll('"', "").trim() || shopName, address: inBrackets ?? said.trim() });
}

/**
 * Returns the recipient for the mail's header. Throws PermanentFailure for an address that could be read as several.
 */
export function addressOf({ name, address }: Address): Pick<Address, "name" | "address"> {
  if (!single.test(address)) throw new PermanentFailure("The mail's address is not usable");
  return { name: onOneLine(name), address };
}

/** Returns text for a header: one line of visible characters. */
export function onOneLine(text: string): string {
  return text.replaceAll(unseen, " ").replaceAll(/ {2,}/g, " ").trim();
}
