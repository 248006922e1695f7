import { PermanentFailure } from "../jobs/task.ts";
import type { Address } from "./letter.ts";

// Control signs end header lines, marks of direction turn a text's order around; joiners are part of some scripts.
const unseen = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u{200E}\u{200F}\u{202A}-\u{202E}\u{2066}-\u{2069}\u{FEFF}]+/gu;

/** One address and no more: nothing in it separates, quotes or comments. */
const single = /^[^\s\p{C}<>()[\]\\,;:"@]+@[^\s\p{C}<>()[\]\\,;:"@]+$/u;

/** `Name <address>` or a bare address, as MAIL_FROM has it; without a name it is the shop's. */
export function sender(said: string, shopName: string): ReturnType<typeof addressOf> {
  const [, name = "", inBrackets] = /^(.*)<([^<>]*)>$/.exec(said.trim()) ?? [];
  return addressOf({ name: name.replaceAll('"', "").trim() || shopName, address: inBrackets ?? said.trim() });
}

/** The reader as the mail's header names them; an address that could be read as several is refused. */
export function addressOf({ name, address }: Address): Pick<Address, "name" | "address"> {
  if (!single.test(address)) throw new PermanentFailure("The mail's address is not usable");
  return { name: onOneLine(name), address };
}

/** Text for a header: one line of visible signs. */
export function onOneLine(text: string): string {
  return text.replaceAll(unseen, " ").replaceAll(/ {2,}/g, " ").trim();
}
