import { setTimeout as delay } from "node:timers/promises";
import { showAvailability, type InStock } from "../catalogue/index.ts";
import type { Database, Writer } from "../platform/database/database.ts";
import type { Listener } from "../platform/database/signals.ts";
import * as queries from "./availability.queries.ts";

const batch = 500;

/** Minimum time between two invalidations of cached replies because of stock, however many products are selling out. */
const restMilliseconds = 1000;

/**
 * Returns a listener that shows new stock levels when a sale announces them. Announcements during an update are handled
 * together a second later.
 */
export function scarcityListener(db: Database): Listener {
  let isAsked = false;
  let isAtWork = false;
  const work = async (): Promise<void> => {
    isAtWork = true;
    while (isAsked) {
      isAsked = false;
      // On failure, the scheduled job shows them.
      await showScarcity(db).catch(() => undefined);
      await delay(restMilliseconds, undefined, { ref: false });
    }
    isAtWork = false;
  };
  const ask = (): void => {
    isAsked = true;
    if (!isAtWork) void work();
  };
  return { received: ask, connected: ask, missing: () => undefined };
}

/**
 * Shows customers which products have become scarce, sold out or available again, and which are no longer tracked.
 * Stock rows are marked as shown after the catalogue change, in a statement of its own, so that no order waits for a
 * catalogue change.
 */
export async function showScarcity(db: Database, signal?: AbortSignal): Promise<void> {
  const uncounted = await db.all(queries.scarceUncounted(batch));
  if (uncounted.length > 0)
    await show(
      db,
      uncounted.map(({ product_id }) => product_id),
    );
  while (!signal?.aborted) {
    const rows = await db.all(queries.unshownLevels(batch));
    if (rows.length === 0) return;
    const productIds = rows.map(({ product_id }) => product_id);
    await show(db, productIds);
    const variantKeys = rows.map(({ variant_key }) => variant_key);
    const marked = await db.all(queries.markShown({ productIds, variantKeys, levels: rows.map(({ level }) => level) }));
    // Rows that have changed again are announced again.
    if (rows.length < batch || marked.length === 0) return;
  }
}

/** Returns the availability that customers are shown for a stock level. */
export function inStockAt(level: number): InStock {
  if (level === 0) return "no";
  return level === 1 ? "few" : "yes";
}

function show(db: Database, productIds: Iterable<number>): Promise<void> {
  return db.transaction((tx) => showAvailability(tx, [...new Set(productIds)], judgeWithin(tx)));
}

function judgeWithin(tx: Writer) {
  return async (productIds: readonly number[]) =>
    new Map(
      (await tx.all(queries.levelsOf(productIds))).map(({ product_id, level }) => [product_id, inStockAt(level)]),
    );
}
