import type { Address } from "../platform/database/connection.ts";
import { loadShop, type Loaded, type RowsPart } from "../platform/database/transfer/load-shop.ts";
import { readShop, type ShopSnapshot } from "../platform/database/transfer/read-shop.ts";
import { rowChecksum, type Total } from "../platform/database/transfer/row-checksum.ts";

/**
 * Copies a shop into an empty database and compares every table there with what was read. The shop must not sell
 * meanwhile: what it sold would stay behind. A failure leaves the target empty.
 */
export function moveShop(from: Address, to: Address, tables: readonly string[]): Promise<Loaded> {
  return readShop(from, tables, (shop) => {
    const totals = new Map<string, Total>();
    return loadShop({
      url: to,
      migrations: shop.migrations,
      tables: shop.tables,
      parts: partsOf(shop, totals),
      expected: async () => ({ totals, sequences: await shop.sequences() }),
    });
  });
}

async function* partsOf(shop: ShopSnapshot, totals: Map<string, Total>): AsyncGenerator<RowsPart> {
  for (const table of shop.tables) {
    const checksum = rowChecksum();
    const rows = await shop.rows(table);
    yield { table, rows: noted(rows, checksum) };
    totals.set(table.name, checksum.total());
  }
}

async function* noted(rows: AsyncIterable<Buffer>, checksum: ReturnType<typeof rowChecksum>): AsyncGenerator<Buffer> {
  for await (const chunk of rows) {
    checksum.add(chunk);
    yield chunk;
  }
}
