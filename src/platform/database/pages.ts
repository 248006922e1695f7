/**
 * Yields rows page by page, each page found by the last row of the one before. So all rows can be read without holding
 * them in memory at once, and no statement takes longer as their number grows.
 */
export async function* pagesOf<Row>(
  size: number,
  find: (limit: number, after: Row | undefined) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  let after: Row | undefined;
  for (;;) {
    const rows = await find(size, after);
    if (rows.length > 0) yield rows;
    if (rows.length < size) return;
    after = rows.at(-1);
  }
}
