/** Facts about the catalogue that the read paths need, read over HTTP. */
export type Catalogue = {
  readonly products: number;
  readonly productIds: readonly number[];
  readonly categories: readonly { readonly category_id: number; readonly department_id: number }[];
  readonly names: readonly string[];
  /** Words of many products, most frequent first. */
  readonly frequent: readonly string[];
  /** Words of few products: at most ten, or one in ten thousand. */
  readonly rare: readonly string[];
};

export type Ask = <Reply>(path: string) => Promise<Reply>;

/** Returns a function that requests JSON from the shop and throws on an error status. */
export const askOf =
  (url: string): Ask =>
  async <Reply>(path: string) => {
    const reply = await fetch(url + path);
    if (!reply.ok) throw new Error(`GET ${path} answered ${reply.status}: ${await reply.text()}`);
    return (await reply.json()) as Reply;
  };

type List<Row> = { readonly count: number; readonly rows: readonly Row[] };
type Product = { readonly product_id: number; readonly name: string; readonly description: string };

/** `count` numbers spread evenly over 1 to `last`. */
export const spread = (last: number, count: number): number[] => {
  const taken = Math.min(last, count);
  return Array.from({ length: taken }, (_, index) => 1 + Math.floor((index * last) / taken));
};

const productsLookedAt = 400;
const wordsWanted = 20;

const countWords = (products: readonly Product[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const { name, description } of products)
    for (const word of new Set(`${name} ${description}`.toLowerCase().match(/\p{L}{3,}/gu)))
      counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
};

const rareAmong = async (ask: Ask, words: readonly string[], products: number): Promise<string[]> => {
  const rare: string[] = [];
  for (const word of words) {
    const { count } = await ask<List<Product>>(`/products/search?limit=1&query_string=${encodeURIComponent(word)}`);
    if (count >= 1 && count <= Math.max(10, products / 10_000)) rare.push(word);
    if (rare.length === wordsWanted) break;
  }
  return rare;
};

/** Reads the catalogue's facts from the shop. */
export const lookAround = async (ask: Ask): Promise<Catalogue> => {
  const { count } = await ask<List<Product>>("/products?limit=1");
  // Ids start at 1 and have no gaps: nothing was deleted from these catalogues.
  const productIds = spread(count, productsLookedAt);
  const products: Product[] = [];
  for (const id of productIds) products.push(await ask<Product>(`/products/${id}`));
  const categories: Catalogue["categories"][number][] = [];
  for (let page = 1; ; page += 1) {
    const { rows } = await ask<List<Catalogue["categories"][number]>>(`/categories?limit=100&page=${page}`);
    categories.push(...rows);
    if (rows.length < 100) break;
  }
  const counted = [...countWords(products)].toSorted(([, a], [, b]) => b - a);
  const words = counted.map(([word]) => word);
  return {
    products: count,
    productIds,
    categories,
    names: products.map(({ name }) => name),
    frequent: words.slice(0, wordsWanted),
    rare: await rareAmong(
      ask,
      counted.filter(([word, times]) => times === 1 && word.length >= 6).map(([word]) => word),
      count,
    ),
  };
};
