import type { Reader } from "../../platform/database/database.ts";
import type { CountCache } from "./count-cache.ts";
import { countPlace, type CountingLimits, type PlaceCount } from "./count-products.ts";
import type { Place } from "./count-products.queries.ts";
import { isInOrderOfLinks } from "./order.ts";
import { productsOnPage, type Few, type PageOfProducts } from "./products.queries.ts";

/** To look whether a product is of a place takes about as long as to fetch four that are. */
const looksPerFetch = 4;

/**
 * A page of the whole shop, a department or a category. Its count is kept, so that in any but a small shop the page alone is
 * asked for, which costs about the same at every size: it follows the order until it is full, or fetches a small place.
 */
export async function pageOfPlace(
  reader: Reader,
  place: Place,
  page: PageOfProducts,
  { counts, limits }: { readonly counts: CountCache; readonly limits: CountingLimits },
) {
  const kept = counts.get(place);
  const small = kept ? undefined : await fetchFew(reader, page, { most: limits.small, when: "the shop is small" });
  if (small) return small;
  const most = limits.counted;
  const recount = (revision: number) =>
    counts.renew(place, revision, () => countPlace(reader, place, page.selection, limits));
  const isPassed = ({ count, isEstimate }: PlaceCount) => !isEstimate && page.offset >= count;
  let counted = kept ?? (await recount(0));
  // Of what is not read it is not known in which revision it is empty.
  if (kept && isPassed(kept)) counted = await recount(Infinity);
  if (isPassed(counted)) return { counted, rows: [], order: page.order };
  const few: Few | undefined = isQuickInOrder(place, counted, page, most) ? undefined : { most, when: "always" };
  const rows = await reader.all(productsOnPage({ ...page, few }));
  const revision = rows[0]?.revision ?? Infinity;
  if (revision > counted.revision) counted = await recount(revision);
  return { counted, rows, order: page.order };
}

/** Fetches and counts at once; undefined when there is nothing, or more than is to be fetched. */
export async function fetchFew(reader: Reader, page: PageOfProducts, few: Few) {
  const rows = await reader.all(productsOnPage({ ...page, few }));
  const count = rows[0]?.found ?? 0;
  return count > 0 && count <= few.most
    ? { counted: { count, isEstimate: false }, rows, order: page.order }
    : undefined;
}

/**
 * Are fewer products passed over in the order until the page is full than the place holds? If those of the place are spread
 * evenly, it is one in `shop / count`; of a shop that the database never counted nobody knows.
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
