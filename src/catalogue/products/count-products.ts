import type { Database, Reader, Writer } from "../../platform/database/database.ts";
import { revision } from "../revision/revision.queries.ts";
import type { Selection } from "./selection.ts";
import * as queries from "./count-products.queries.ts";

export type CountingLimits = {
  /** Maximum size of a shop that is read in full for each list of a place. */
  readonly small: number;
  /** Maximum number of products that are counted one by one. */
  readonly counted: number;
  /** Number of table pages that are sampled to decide whether to count, and to estimate larger numbers. */
  readonly glancedPages: number;
  readonly sampledPages: number;
};

export type Counted = { readonly count: number; readonly isEstimate: boolean };

/**
 * Number of products of a place (shop, department or category), the catalogue revision it is of, and the approximate
 * number of products of the shop.
 */
export type PlaceCount = Counted & { readonly revision: number; readonly shop: number };

/** Estimated number of products of a selection, from a sample of the table's pages: n is n ± n × `error`. */
export type Judged = { readonly products: number; readonly error: number };

const tolerableError = 0.2;

/** Number of products in a batch, whose statement takes tens of milliseconds. */
const stretch = 20_000;

/** Maximum age of a count: rows that were changed by hand, past the catalogue's door, are noticed within this time. */
const recountSeconds = 3600;

/**
 * Returns an estimate from a few table pages, which decides whether to start counting: a third of a million matches of
 * a word take too long to start on. Undefined for a place, whose count is stored, and for a selection within a
 * category, whose list is read without delay.
 */
export async function glanceAt(
  reader: Reader,
  selection: Selection,
  { glancedPages }: CountingLimits,
): Promise<Judged | undefined> {
  return placeOf(selection) || selection.categoryId !== undefined ? undefined : judge(reader, selection, glancedPages);
}

/**
 * Returns the number of products of a selection, given the result of `glanceAt`: exact up to the limit; above it exact
 * when a count is stored and the catalogue has not changed since, otherwise an estimate above the limit.
 */
export async function countProducts(
  reader: Reader,
  selection: Selection,
  limits: CountingLimits,
  glanced: Judged | undefined,
): Promise<Counted> {
  const { counted: most, sampledPages } = limits;
  const place = placeOf(selection);
  if (place) return countPlace(reader, place, selection, limits);
  const sample = () => judge(reader, selection, sampledPages);
  const sampled = glanced && isProbablyMore(glanced, most) ? await sample() : undefined;
  if (sampled && isSurelyMore(sampled, most)) return about(sampled.products, most);
  const counted = await countSelected(reader, selection, most);
  if (counted) return counted;
  const judged = sampled ?? (glanced && glanced.error < tolerableError ? glanced : await sample());
  return about(judged.products, most);
}

/**
 * Returns the place (shop, department or category) that a selection consists of; undefined when it has any other
 * condition.
 */
export function placeOf({ departmentId, categoryId, ...rest }: Selection): queries.Place | undefined {
  if (Object.values(rest).some((part) => part !== undefined)) return undefined;
  if (categoryId !== undefined)
    return departmentId === undefined ? { kind: "category", placeId: categoryId } : undefined;
  return departmentId === undefined ? { kind: "all", placeId: 0 } : { kind: "department", placeId: departmentId };
}

/**
 * Returns the number of products of a place. The count of a large place is stored, and exact as long as the catalogue
 * has not changed since. A place above the limit without a stored count is estimated from a sample.
 */
export async function countPlace(
  reader: Reader,
  place: queries.Place,
  selection: Selection,
  { counted: most, sampledPages }: CountingLimits,
): Promise<PlaceCount> {
  const found = await reader.first(queries.placeCount(place, most));
  if (!found) throw new Error("A count without a table answers one row.");
  const { kept, is_current, counted, revision, shop } = found;
  const known =
    typeof kept === "number"
      ? { count: kept, isEstimate: !is_current }
      : (exactly(counted ?? 0, most) ?? about((await judge(reader, selection, sampledPages)).products, most));
  return { ...known, revision, shop };
}

export function isSurelyMore(judged: Judged, most: number): boolean {
  return leastOf(judged) > most;
}

/** Recounts when the catalogue has changed or an hour has passed. Throws when it is aborted before it has finished. */
export async function recountWhenDue(db: Database, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  if ((await db.first(queries.isCountDue(recountSeconds)))?.is_due)
    await db.transaction((tx) => recountProducts(tx, stretch, signal));
}

/**
 * Counts the products of the shop, of each department and of each category, and stores the counts. A change in the
 * meantime raises the revision above the stored one, so that the counts are treated as estimates until the next
 * recount.
 */
export async function recountProducts(tx: Writer, size = stretch, signal?: AbortSignal): Promise<void> {
  const before = await tx.first(revision());
  const counts = await countPlaces(tx, size, signal);
  await tx.all(queries.forgetCounts());
  await tx.all(
    queries.keepCounts({
      kind: counts.map(({ kind }) => kind),
      placeId: counts.map(({ placeId }) => placeId),
      products: counts.map(({ products }) => products),
      revision: before?.revision ?? 0,
    }),
  );
}

async function judge(reader: Reader, selection: Selection, pages: number): Promise<Judged> {
  return (await reader.first(queries.estimatedCount(selection, pages))) ?? { products: 0, error: 1 };
}

/**
 * Returns the lower bound of an estimate, which is wrong once in thirty thousand times: four standard deviations below
 * it, in a form that also holds for small numbers (Wilson and Hilferty's bound of a Poisson distribution).
 */
function leastOf({ products, error }: Judged): number {
  return products * Math.max(0, 1 - error ** 2 / 9 - (4 * error) / 3) ** 3;
}

/** Excludes estimates slightly above the limit, which a larger sample too rarely shows to be surely above it. */
function isProbablyMore({ products, error }: Judged, most: number): boolean {
  return products > most * (1 + 2 * error);
}

/** Rounds an estimate to the digits that are significant. */
function about(products: number, most: number): Counted {
  return {
    count: Math.max(Number(products.toPrecision(2)), most + 1),
    isEstimate: true,
  };
}

async function countSelected(reader: Reader, selection: Selection, most: number): Promise<Counted | undefined> {
  return exactly((await reader.first(queries.productCount(selection, most)))?.counted ?? 0, most);
}

/** Returns an exact count up to the limit; undefined above it, where counting has stopped. */
function exactly(counted: number, most: number): Counted | undefined {
  return counted <= most ? { count: counted, isEstimate: false } : undefined;
}

async function countPlaces(tx: Writer, size: number, signal: AbortSignal | undefined) {
  const counts = new Map<string, queries.Place & { products: number }>();
  const add = (place: queries.Place, products: number): void => {
    const known = counts.get(`${place.kind} ${place.placeId}`);
    counts.set(`${place.kind} ${place.placeId}`, { ...place, products: products + (known?.products ?? 0) });
  };
  add({ kind: "all", placeId: 0 }, 0);
  for (let after = 0; ;) {
    signal?.throwIfAborted();
    const found = await tx.first(queries.stretchAfter(after, size));
    if (!found || found.last === null) return [...counts.values()];
    add({ kind: "all", placeId: 0 }, found.products);
    for (const place of await tx.all(queries.placesOfStretch(after, found.last)))
      add({ kind: place.kind as queries.Place["kind"], placeId: place.place_id }, place.products);
    after = found.last;
  }
}
