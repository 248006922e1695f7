import { maskedCard } from "../../customers/index.ts";

/** What stands where something was that may not be kept. */
export const notKept = "(not kept)";

type Groups = readonly { readonly text: string; readonly at: number }[];

const groupsOf = (run: string): Groups =>
  [...run.matchAll(/\d+/g)].map((found) => ({ text: found[0], at: found.index }));

/** Numbers of payment cards begin with 2 to 6 and have 13 digits at least. */
const anyCard = /^[2-6]\d{12,}$/;
/**
 * Those that no telephone has: its number has 15 digits at most (ITU-T E.164), and hardly 14. Of so many are the cards of
 * two houses alone, which begin in ways of their own.
 */
const noPhone = /^(?:[2-6]\d{15,}|3[47]\d{13}|3[0689]\d{12})$/;

/** A card's number that begins with one of these groups of digits, and where it ends; the longest that is one. */
const cardFrom = (groups: Groups, shape: RegExp): { masked: string; end: number } | undefined => {
  for (let count = groups.length; count > 0; count -= 1) {
    const digits = groups
      .slice(0, count)
      .map(({ text }) => text)
      .join("");
    const masked = shape.test(digits) ? maskedCard(digits) : undefined;
    const last = groups[count - 1];
    if (masked && last) return { masked, end: last.at + last.text.length };
  }
  return undefined;
};

const withoutCardsOfRun = (run: string, shape: RegExp): string => {
  const groups = groupsOf(run);
  for (const [index, { at }] of groups.entries()) {
    const card = cardFrom(groups.slice(index), shape);
    if (card) return run.slice(0, at) + card.masked + withoutCardsOfRun(run.slice(card.end), shape);
  }
  return run;
};

const masking =
  (shape: RegExp) =>
  (text: string): string =>
    text.replaceAll(/\d(?:[\s\p{C}\p{Pd}._·]*\d){12,}/gu, (run) => withoutCardsOfRun(run, shape));

/** A text in which every number that could be a payment card's is masked, however its digits are grouped. */
export const withoutCards = masking(anyCard);

/** The same for a telephone's number or an address of mail: in these, shorter ones are what they seem to be. */
export const phoneWithoutCards = masking(noPhone);

/** What may be kept of a stored card: masked as it is kept here; undefined when it is none. */
export const keptCard = (stored: string): string | undefined => {
  const masked = /^[X*•x.\s-]{4,}(\d{4})$/.exec(stored.trim());
  return masked ? `XXXXXXXX${masked[1]}` : maskedCard(stored.trim());
};

/** bcrypt, whole, at a cost that a server can compare with within a second or two. */
const comparable = /^\$2[aby]\$(?:0[4-9]|1[0-4])\$[./A-Za-z0-9]{53}$/;

/** A hash that passwords can be compared with. */
export const keptHash = (stored: string): string | undefined => (comparable.test(stored) ? stored : undefined);

/** Names of columns of the owner's own that say that nobody is to know what stands in them. */
const secretive =
  /pass|pwd|secret|token|hash|salt|md5|sha\d|security|expir|(?:^|_)(?:cvv?2?|cvc2?|csc|cc|card|exp|pin|otp|remember|session|auth|api|reset|activation)(?:_|$)/i;
/** A hash, in base 16 or as it is written with its parameters. */
const hashed = /^(?:[0-9a-f]{32,128}|\$\w{1,12}\$.*)$/is;

/** May what stands in a column of the owner's own be kept with a row that is set aside? */
export const isSecret = (column: string, text: string): boolean => secretive.test(column) || hashed.test(text.trim());
