import type { RepairedText } from "./parsing/row.ts";

/** Maximum number of texts of one kind in a summary. */
const mostShown = 3;

/** Returns a function that keeps the first texts of each kind: there may be a million of them. */
export function firstOfEachKind(texts: RepairedText[]) {
  const counts = new Map<string, number>();
  return (text: RepairedText): void => {
    const kind = `${text.table}.${text.column}: ${text.what}`;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    if (count <= mostShown) texts.push(text);
  };
}
