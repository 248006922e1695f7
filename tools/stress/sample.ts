import type { readSample } from "../../src/server/sample.ts";

/** What the stress data takes from the sample: its words, most frequent first, and its pictures. */
export type Borrowed = { readonly words: readonly string[]; readonly pictures: readonly string[] };

/** Returns the sample's words and the names of its pictures. */
export function borrowedFrom({ departments }: Awaited<ReturnType<typeof readSample>>): Borrowed {
  const products = departments.flatMap(({ categories }) => categories).flatMap(({ products: own }) => own);
  const counts = new Map<string, number>();
  for (const { name, description } of products)
    for (const [word] of `${name} ${description}`.toLowerCase().matchAll(/\p{L}+/gu))
      counts.set(word, (counts.get(word) ?? 0) + 1);
  return {
    words: [...counts].toSorted(([, a], [, b]) => b - a).map(([word]) => word),
    pictures: products.map(({ slug }) => slug),
  };
}
