import type { LegacyRow } from "../parsing/row.ts";

/** An order with what belongs to it; without an order where lines or audit entries name one that does not exist. */
export type Group = {
  readonly order: LegacyRow | undefined;
  readonly lines: readonly LegacyRow[];
  readonly audit: readonly LegacyRow[];
};

type Rows = AsyncIterator<LegacyRow>;

/** Joins three streams that are ordered by the order's number, holding no more than one order at a time. */
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
    // Whatever ended this ends what is still being read.
    for (const stream of Object.values(streams)) await stream.return(undefined);
  }
}

/** The rows of one stream, looked at before they are taken. */
function peeking(rows: Rows) {
  let next: LegacyRow | undefined;
  const advance = async (): Promise<void> => {
    const { value, done } = await rows.next();
    next = done === true ? undefined : value;
  };
  /** Rows that name no order come first. */
  const order = (): number => (next ? (next.integer("order_id") ?? -Infinity) : Infinity);
  return {
    advance,
    order,
    /** The rows of an order, which are the next ones. */
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
