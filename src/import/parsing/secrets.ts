import { maskedCard } from "../../customers/index.ts";

/** What stands where something was that may not be kept. */
export const notKept = "(not kept)";

type Groups = readonly { readonly text: string; readonly at: number }[];

/** Numbers of payment cards begin with 2 to 6 and have 13 digits at least. */
const anyCard = /^[2-6]\d{12,}$/;
/**
 * Those that no telephone has: its number has 15 digits at most (ITU-T E.164), and hardly 14. Of so many are the cards of
 * two houses alone, which begin in ways of their own.
 */
const noPhone = /^(?:[2-6]\d{15,}|3[47]\d{13}|3[0689]\d{12})$/;

/** Digits of the longest card's number (ISO/IEC 7812). */
const longestCard = 19;

/** bcrypt, whole, at a cost that a server can compare with within a second or two. */
const comparable = /^\$2[aby]\$(?:0[4-9]|1[0-4])\$[./A-Za-z0-9]{53}$/;

/** Names of columns of the owner's own that say that nobody is to know what stands in them. */
const secretive =
  /pass|pwd|secret|token|hash|salt|md5|sha\d|security|expir|cvv|cvc|card|session|api_?key|pin(?:_?code)?$|(?:^|_)(?:cv2|csc|cc|cc_?n\w*|exp|pin|otp|remember|auth|reset|activation)(?:_|$)/;

/** A hash, in base 16 or as it is written with its parameters. */
const hashed = /^(?:[0-9a-f]{32,128}|\$\w{1,12}\$.*)$/is;

/**
 * A text in which every number that could be a payment card's is masked, whatever its digits are parted by: spaces, signs
 * but the colon of a time, and what cannot be seen.
 */
export function withoutCards(text: string): string {
  return text.replaceAll(/\d(?:(?:[\s\p{C}\p{Pd}._·/,|*+()\u2212]|&nbsp;)*\d){12,}/gu, (run) =>
    withoutCardsOfRun(run, anyCard),
  );
}

/** The same for a telephone's number or an address of mail: in these, shorter ones are what they seem to be, and signs part two. */
export function phoneWithoutCards(text: string): string {
  return text.replaceAll(/\d(?:[\s\p{C}\p{Pd}.]*\d){12,}/gu, (run) => withoutCardsOfRun(run, noPhone));
}

/** What may be kept of a stored card: masked as it is kept here; undefined when it is none. */
export function keptCard(stored: string): string | undefined {
  const masked = /^[X*•x.\s-]{4,}(\d{4})$/.exec(stored.trim());
  return masked ? `XXXXXXXX${masked[1]}` : maskedCard(stored.trim());
}

/** A hash that passwords can be compared with. */
export function keptHash(stored: string): string | undefined {
  return comparable.test(stored) ? stored : undefined;
}

/** May what stands in a column of the owner's own be kept with a row that is set aside? */
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

/** Of the numbers of cards that begin with a group, the longest: where it ends, and the group that comes after it. */
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
