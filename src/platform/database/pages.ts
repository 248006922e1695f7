/**
 * Rows a page at a time, each page found by the last row of the one before: what is read whole is never held whole, and
 * no statement takes longer the more there is.
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
