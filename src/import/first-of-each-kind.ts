import type { MendedText } from "./parsing/row.ts";

/** Texts of one kind that a summary shows. */
const mostShown = 3;

/** Keeps the first texts of each kind: there may be a million of them. */
export function firstOfEachKind(texts: MendedText[]) {
  const counts = new Map<string, number>();
  return (text: MendedText): void => {
    const kind = `${text.table}.${text.column}: ${text.what}`;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    if (count <= mostShown) texts.push(text);
  };
}
