import type { Reader } from "../../platform/database/database.ts";
import type { CountCache } from "./count-cache.ts";
import { countPlace, type CountingLimits, type PlaceCount } from "./count-products.ts";
import type { Place } from "./count-products.queries.ts";
import { isInOrderOfLinks } from "./order.ts";
import { productsOnPage, type Few, type PageOfProducts } from "./products.queries.ts";

/** Checking whether a product belongs to a place takes about as long as fetching four that do. */
const looksPerFetch = 4;

/**
 * Returns a page of the whole shop, a department or a category. Except in a small shop, the count is cached and only
 * the page is read, which costs about the same at every size: products are read in order until the page is full, or a
 * small place is fetched in full.
 */
export async function pageOfPlace(
  reader: Reader,
  place: Place,
  page: PageOfProducts,
  { counts, limits }: { readonly counts: CountCache; readonly limits: CountingLimits },
) {
  const kept = counts.get(place);
  const small = kept
    ? undefined
    : await fetchSmallResult(reader, page, { most: limits.small, when: "the shop is small" });
  if (small) return small;
  const most = limits.counted;
  const recount = (revision: number) =>
    counts.renew(place, revision, () => countPlace(reader, place, page.selection, limits));
  const isPassed = ({ count, isEstimate }: PlaceCount) => !isEstimate && page.offset >= count;
  let counted = kept ?? (await recount(0));
  // A page past the end is not read, so it does not show the current revision.
  if (kept && isPassed(kept)) counted = await recount(Infinity);
  if (isPassed(counted)) return { counted, rows: [], order: page.order };
  const few: Few | undefined = isQuickInOrder(place, counted, page, most) ? undefined : { most, when: "always" };
  const rows = await reader.all(productsOnPage({ ...page, few }));
  const revision = rows[0]?.revision ?? Infinity;
  if (revision > counted.revision) counted = await recount(revision);
  return { counted, rows, order: page.order };
}

/** Fetches and counts in one statement. Returns undefined when there are no products, or more than `few.most`. */
export async function fetchSmallResult(reader: Reader, page: PageOfProducts, few: Few) {
  const rows = await reader.all(productsOnPage({ ...page, few }));
  const count = rows[0]?.found ?? 0;
  return count > 0 && count <= few.most
    ? { counted: { count, isEstimate: false }, rows, order: page.order }
    : undefined;
}

/**
 * Returns whether reading in order skips fewer products before the page is full than the place has. If the place's
 * products are spread evenly, they are one in `shop / count`; for a shop that the database has never counted, this is
 * unknown.
 */
function isQuickInOrder(
  { kind }: Place,
  { count, isEstimate, shop }: PlaceCount,
  page: PageOfProducts,
  most: number,
): boolean {
  return (
    kind === "all" ||
    isEstimate ||
    count > most ||
    isInOrderOfLinks(page.order, page.selection) ||
    (shop > 0 && looksPerFetch * (page.limit + page.offset) * shop < count ** 2)
  );
}
