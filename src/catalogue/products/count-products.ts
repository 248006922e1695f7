import type { Database, Reader, Writer } from "../../platform/database/database.ts";
import { revision } from "../revision/revision.queries.ts";
import type { Selection } from "./selection.ts";
import * as queries from "./count-products.queries.ts";

export type CountingLimits = {
  /** A shop of no more than so many is read whole for each list of a place. */
  readonly small: number;
  /** Up to where products are counted one by one. */
  readonly counted: number;
  /** How many of the table's pages tell whether to begin to count, and how many tell of more. */
  readonly glancedPages: number;
  readonly sampledPages: number;
};

export type Counted = { readonly count: number; readonly isEstimate: boolean };

/** How many a place holds, in which revision of the catalogue, and about how many the whole shop does. */
export type PlaceCount = Counted & { readonly revision: number; readonly shop: number };

/** How many products a selection seems to hold by some of the table's pages: n is n ± n × `error`. */
export type Judged = { readonly products: number; readonly error: number };

const tolerableError = 0.2;

/** A statement about so many products takes tens of milliseconds. */
const stretch = 20_000;

/** Rows changed by hand, past the catalogue's door, are noticed within this. */
const recountSeconds = 3600;

/**
 * A glance at selections that are better not begun to be counted where they hold very many: a third of a million matches of
 * a word take too long to begin on. A place's number is kept, and a category's list is begun at once.
 */
export async function glanceAt(
  reader: Reader,
  selection: Selection,
  { glancedPages }: CountingLimits,
): Promise<Judged | undefined> {
  return placeOf(selection) || selection.categoryId !== undefined ? undefined : judge(reader, selection, glancedPages);
}

/**
 * How many products a selection holds, after a glance at it: exact up to the limit; beyond it exact where a number is kept
 * and the catalogue has not changed since, else an estimate above the limit.
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

/** The place that a selection is, when it is one and nothing else. */
export function placeOf({ departmentId, categoryId, ...rest }: Selection): queries.Place | undefined {
  if (Object.values(rest).some((part) => part !== undefined)) return undefined;
  if (categoryId !== undefined)
    return departmentId === undefined ? { kind: "category", placeId: categoryId } : undefined;
  return departmentId === undefined ? { kind: "all", placeId: 0 } : { kind: "department", placeId: departmentId };
}

/**
 * A place's number is kept where it is large: exact as long as the catalogue has not changed since. Of one that holds more
 * than are counted, and whose number is not kept, a sample tells about how many.
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

/** Counts again when the catalogue has changed or an hour has passed; throws when it is told to end before it has counted. */
export async function recountWhenDue(db: Database, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  if ((await db.first(queries.isCountDue(recountSeconds)))?.is_due)
    await db.transaction((tx) => recountProducts(tx, stretch, signal));
}

/**
 * Counts the products of the shop, of each department and each category, and keeps the numbers. What changes meanwhile
 * raises the revision past the one they are kept with, so they are taken for estimates until they are counted again.
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
 * So many are there but for once in thirty thousand times: four standard deviations less, as it is for numbers that
 * are small too (Wilson and Hilferty's bound of a Poisson distribution).
 */
function leastOf({ products, error }: Judged): number {
  return products * Math.max(0, 1 - error ** 2 / 9 - (4 * error) / 3) ** 3;
}

/** What seems to be little more turns out too rarely to be surely more. */
function isProbablyMore({ products, error }: Judged, most: number): boolean {
  return products > most * (1 + 2 * error);
}

/** An estimate tells no more digits than it may know. */
function about(products: number, most: number): Counted {
  return {
    count: Math.max(Number(products.toPrecision(2)), most + 1),
    isEstimate: true,
  };
}

async function countSelected(reader: Reader, selection: Selection, most: number): Promise<Counted | undefined> {
  return exactly((await reader.first(queries.productCount(selection, most)))?.counted ?? 0, most);
}

/** A number up to the limit is how many there are; one beyond it, that they are more. */
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
