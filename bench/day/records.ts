import { type Kind, kinds } from "../shoppers/errand.ts";

/**
 * What became of a request: answered well; refused for now (429, 503); answered otherwise; its connection cut; or no
 * reply in time.
 */
export const outcomes = ["answered", "refused", "wrong", "cut", "timeout"] as const;
export type OutcomeName = (typeof outcomes)[number];

/** One request of the plan: when it was due, and from then on when it was sent and when its fate was known. */
export type Entry = {
  readonly second: number;
  readonly lateMilliseconds: number;
  readonly milliseconds: number;
  readonly kind: Kind;
  readonly outcome: OutcomeName;
};

/** The entries of many requests, as columns that another process can be sent. */
export type Records = {
  readonly second: Float64Array;
  readonly lateMilliseconds: Float32Array;
  readonly milliseconds: Float32Array;
  readonly kind: Uint8Array;
  readonly outcome: Uint8Array;
};

export function recordsOf(entries: readonly Entry[]): Records {
  return {
    second: Float64Array.from(entries, ({ second }) => second),
    lateMilliseconds: Float32Array.from(entries, ({ lateMilliseconds }) => lateMilliseconds),
    milliseconds: Float32Array.from(entries, ({ milliseconds }) => milliseconds),
    kind: Uint8Array.from(entries, ({ kind }) => kinds.indexOf(kind)),
    outcome: Uint8Array.from(entries, ({ outcome }) => outcomes.indexOf(outcome)),
  };
}

/** Returns the entries of several records, in the order of when they were due. */
export function entriesOf(records: readonly Records[]): Entry[] {
  return records.flatMap(entriesIn).toSorted((one, other) => one.second - other.second);
}

function entriesIn({ second, lateMilliseconds, milliseconds, kind, outcome }: Records): Entry[] {
  return Array.from(second, (due, index) => ({
    second: due,
    lateMilliseconds: lateMilliseconds[index] ?? Number.NaN,
    milliseconds: milliseconds[index] ?? Number.NaN,
    kind: kinds[kind[index] ?? 0] ?? "list",
    outcome: outcomes[outcome[index] ?? 0] ?? "wrong",
  }));
}
