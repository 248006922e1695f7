import { maskedCard } from "../../customers/index.ts";

/** Placeholder for content that may not be kept. */
export const notKept = "(not kept)";

type Groups = readonly { readonly text: string; readonly at: number }[];

/** Card numbers begin with 2 to 6 and have at least 13 digits. */
const anyCard = /^[2-6]\d{12,}$/;
/**
 * Card numbers that cannot be phone numbers: a phone number has at most 15 digits (ITU-T E.164), and rarely 14. Only
 * two card brands have 14 or 15 digits, with prefixes of their own.
 */
const noPhone = /^(?:[2-6]\d{15,}|3[47]\d{13}|3[0689]\d{12})$/;

/** Maximum number of digits of a card number (ISO/IEC 7812). */
const longestCard = 19;

/** A complete bcrypt hash, with a cost that a server can verify within a second or two. */
const comparable = /^\$2[aby]\$(?:0[4-9]|1[0-4])\$[./A-Za-z0-9]{53}$/;

/** Names of custom columns that suggest secret content. */
const secretive =
  /pass|pwd|secret|token|hash|salt|md5|sha\d|security|expir|cvv|cvc|card|session|api_?key|pin(?:_?code)?$|(?:^|_)(?:cv2|csc|cc|cc_?n\w*|exp|pin|otp|remember|auth|reset|activation)(?:_|$)/;

/** A hash, in hexadecimal digits or in the notation with its parameters. */
const hashed = /^(?:[0-9a-f]{32,128}|\$\w{1,12}\$.*)$/is;

/**
 * Masks every number that could be a card number. Its digits may be separated by spaces, by punctuation except the
 * colon, which occurs in times, or by invisible characters.
 */
export function withoutCards(text: string): string {
  return text.replaceAll(/\d(?:(?:[\s\p{C}\p{Pd}._·/,|*+()\u2212]|&nbsp;)*\d){12,}/gu, (run) =>
    withoutCardsOfRun(run, anyCard),
  );
}

/**
 * Does the same for a phone number or e-mail address. There, shorter numbers are no card numbers, and punctuation other
 * than dashes and dots separates two numbers.
 */
export function phoneWithoutCards(text: string): string {
  return text.replaceAll(/\d(?:[\s\p{C}\p{Pd}.]*\d){12,}/gu, (run) => withoutCardsOfRun(run, noPhone));
}

/** Returns a stored card number in the masked form used here; undefined if it is no card number. */
export function keptCard(stored: string): string | undefined {
  const masked = /^[X*•x.\s-]{4,}(\d{4})$/.exec(stored.trim());
  return masked ? `XXXXXXXX${masked[1]}` : maskedCard(stored.trim());
}

/** Returns a hash that passwords can be compared with; undefined for any other text. */
export function keptHash(stored: string): string | undefined {
  return comparable.test(stored) ? stored : undefined;
}

/** Whether the content of a custom column is secret and may not be kept with a rejected row. */
export function isSecret(column: string, text: string): boolean {
  return secretive.test(inWords(column)) || hashed.test(text.trim());
}

function withoutCardsOfRun(run: string, shape: RegExp): string {
  const groups: Groups = [...run.matchAll(/\d+/g)].map((found) => ({ text: found[0], at: found.index }));
  let masked = "";
  let rest = 0;
  for (let index = 0; index < groups.length;) {
    const card = cardFrom(groups, index, shape);
    if (card) {
      masked += run.slice(rest, groups[index]?.at) + card.masked;
      rest = card.end;
    }
    index = card?.next ?? index + 1;
  }
  return masked + run.slice(rest);
}

/**
 * Returns the longest card number that begins with a group of digits: masked, with its end and the index of the next
 * group.
 */
function cardFrom(groups: Groups, first: number, shape: RegExp) {
  let digits = "";
  let card: { readonly masked: string; readonly end: number; readonly next: number } | undefined;
  for (const [index, { text, at }] of groups.slice(first, first + longestCard).entries()) {
    digits += text;
    if (digits.length > longestCard) break;
    const masked = shape.test(digits) ? maskedCard(digits) : undefined;
    if (masked) card = { masked, end: at + text.length, next: first + index + 1 };
  }
  return card;
}

function inWords(column: string): string {
  return column.replaceAll(/([a-z\d])([A-Z])/g, "$1_$2").toLowerCase();
}
