import { maskedCard } from "../../customers/index.ts";

/** What stands where something was that may not be kept. */
export const notKept = "(not kept)";

const groupsOf = (run: string): { text: string; at: number }[] =>
  [...run.matchAll(/\d+/g)].map((found) => ({ text: found[0], at: found.index }));

/** A card's number that begins with one of these groups of digits, and where it ends; the longest that is one. */
const cardFrom = (groups: readonly { text: string; at: number }[]): { masked: string; end: number } | undefined => {
  for (let count = groups.length; count > 0; count -= 1) {
    const digits = groups
      .slice(0, count)
      .map(({ text }) => text)
      .join("");
    // Numbers of payment cards begin with 2 to 6 and have 13 digits at least.
    const masked = digits.length >= 13 && /^[2-6]/.test(digits) ? maskedCard(digits) : undefined;
    const last = groups[count - 1];
    if (masked && last) return { masked, end: last.at + last.text.length };
  }
  return undefined;
};

const withoutCardsOfRun = (run: string): string => {
  const groups = groupsOf(run);
  for (const [index, { at }] of groups.entries()) {
    const card = cardFrom(groups.slice(index));
    if (card) return run.slice(0, at) + card.masked + withoutCardsOfRun(run.slice(card.end));
  }
  return run;
};

/** A text in which every number that could be a payment card's is masked, however its digits are grouped. */
export const withoutCards = (text: string): string => text.replaceAll(/\d(?:[ .\-\u00a0]*\d){12,}/g, withoutCardsOfRun);

/** What may be kept of a stored card: masked as it is kept here; undefined when it is none. */
export const keptCard = (stored: string): string | undefined => {
  const masked = /^[X*•x.\s-]{4,}(\d{4})$/.exec(stored.trim());
  return masked ? `XXXXXXXX${masked[1]}` : maskedCard(stored.trim());
};

/** bcrypt, whole, at a cost that a server can compare with within a second or two. */
const comparable = /^\$2[aby]\$(?:0[4-9]|1[0-4])\$[./A-Za-z0-9]{53}$/;

/** A hash that passwords can be compared with. */
export const keptHash = (stored: string): string | undefined => (comparable.test(stored) ? stored : undefined);
