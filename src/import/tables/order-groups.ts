import type { LegacyRow } from "../parsing/row.ts";

/** An order with its rows; `order` is undefined where lines or audit entries refer to an order that does not exist. */
export type Group = {
  readonly order: LegacyRow | undefined;
  readonly lines: readonly LegacyRow[];
  readonly audit: readonly LegacyRow[];
};

type Rows = AsyncIterator<LegacyRow>;

/** Merges three streams sorted by order number. Keeps only one order in memory at a time. */
export async function* grouped(streams: {
  readonly orders: AsyncGenerator<LegacyRow>;
  readonly lines: AsyncGenerator<LegacyRow>;
  readonly audit: AsyncGenerator<LegacyRow>;
}): AsyncGenerator<Group> {
  const [orders, lines, audit] = [peeking(streams.orders), peeking(streams.lines), peeking(streams.audit)];
  try {
    for (const stream of [orders, lines, audit]) await stream.advance();
    for (;;) {
      const number = Math.min(orders.order(), lines.order(), audit.order());
      if (number === Infinity) return;
      const [order] = await orders.take(number);
      yield { order, lines: await lines.take(number), audit: await audit.take(number) };
    }
  } finally {
    // Ends the streams that are still being read, also after an error.
    for (const stream of Object.values(streams)) await stream.return(undefined);
  }
}

/** Reads one stream, with the next row visible before it is consumed. */
function peeking(rows: Rows) {
  let next: LegacyRow | undefined;
  const advance = async (): Promise<void> => {
    const { value, done } = await rows.next();
    next = done === true ? undefined : value;
  };
  /** Rows without an order number come first. */
  const order = (): number => (next ? (next.integer("order_id") ?? -Infinity) : Infinity);
  return {
    advance,
    order,
    /** Consumes the rows of an order, which must be the next ones. */
    async take(number: number): Promise<LegacyRow[]> {
      const taken: LegacyRow[] = [];
      while (next && order() === number) {
        taken.push(next);
        await advance();
      }
      return taken;
    },
  };
}
