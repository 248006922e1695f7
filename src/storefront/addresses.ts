/** Something with a page of its own: its number, and its name, which stands in the address for people. */
type Named = { readonly id: number; readonly name: string };

type Value = string | number | undefined;
type Query = Readonly<Record<string, Value | readonly Value[]>>;

/** Maximum length of the name in an address. */
const longestSlug = 60;

/** Paths of the pages. None collides with an operation of the API: all but the home page begin with `/shop`. */
export const paths = {
  home: "/",
  products: "/shop/products",
  search: "/shop/search",
  cart: "/shop/cart",
  department: (one: Named) => `/shop/departments/${encoded(one)}`,
  category: (one: Named) => `/shop/categories/${encoded(one)}`,
  product: (one: Named) => `/shop/products/${encoded(one)}`,
  picture: (file: string) => `/images/products/${encodeURIComponent(file)}`,
} as const;

/** The part of an address that names a thing: `17-seine-river-barge`. */
export function partOf({ id, name }: Named): string {
  const slug = slugOf(name);
  return slug === "" ? String(id) : `${id}-${slug}`;
}

/** Returns the number in such a part, which is all that finds the thing; undefined where there is none. */
export function idIn(part: string): number | undefined {
  const [, id] = /^(\d{1,15})(?:-|$)/.exec(part) ?? [];
  return id === undefined ? undefined : Number(id);
}

/** Returns a path with a query; values that are undefined or empty are left out, lists are repeated names. */
export function withQuery(path: string, query: Query): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().flatMap((one): [string, string][] => (one === undefined || one === "" ? [] : [[name, `${one}`]])),
  );
  return pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs).toString()}`;
}

function encoded(one: Named): string {
  return encodeURIComponent(partOf(one));
}

/** Returns a name in lower case without Latin accents, its words joined by hyphens; letters of every script stay. */
function slugOf(name: string): string {
  const words = name
    .normalize("NFKD")
    .replaceAll(/[\u0300-\u036F'’]/g, "")
    .normalize("NFC")
    .toLowerCase()
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter(Boolean);
  let slug = "";
  for (const word of words) {
    const longer = slug === "" ? word : `${slug}-${word}`;
    if (longer.length > longestSlug) break;
    slug = longer;
  }
  return slug || [...(words[0] ?? "")].slice(0, longestSlug / 2).join("");
}
