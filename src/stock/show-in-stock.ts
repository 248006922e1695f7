import { setTimeout as delay } from "node:timers/promises";
import { showAvailability, type InStock } from "../catalogue/index.ts";
import type { Database, Writer } from "../platform/database/database.ts";
import type { Listener } from "../platform/database/signals.ts";
import * as queries from "./availability.queries.ts";

const batch = 500;

/** Kept replies are dropped at most so often because of stock, however many products are being sold out. */
const restMilliseconds = 1000;

/** Shows scarcity when a sale has announced some; what is announced meanwhile is shown a second later, together. */
export function scarcityListener(db: Database): Listener {
  let isAsked = false;
  let isAtWork = false;
  const work = async (): Promise<void> => {
    isAtWork = true;
    while (isAsked) {
      isAsked = false;
      // Where it fails, the job by the clock shows it.
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
 * Shows buyers what has become scarce, sold out, or can be had again, and what nobody counts any more. Stock is marked as
 * shown after the catalogue has changed, in a statement of its own: no buyer waits for the catalogue.
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
    const known = rows.map(({ attributes_known }) => attributes_known);
    const marked = await db.all(queries.markShown({ productIds, known, levels: rows.map(({ level }) => level) }));
    // Those that went on changing are announced again.
    if (rows.length < batch || marked.length === 0) return;
  }
}

/** What buyers are shown of a level of stock. */
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
