import { kinds } from "../shoppers/errand.ts";
import type { Entry } from "./records.ts";

/** Times in milliseconds from when a request was due; `failed` are those answered wrongly, cut, or not at all. */
export type Figures = {
  readonly requests: number;
  readonly answered: number;
  readonly refused: number;
  readonly failed: number;
  /** Of the answered ones. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
};

/** A reply that comes later is none that a buyer waits for. */
const usefulMilliseconds = 1000;
const sliceSeconds = 0.5;

/** Returns the value below which a share of all values is; NaN for none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** Summarizes requests. */
export function figuresOf(entries: readonly Entry[]): Figures {
  const answered = entries.filter(({ outcome }) => outcome === "answered");
  const refused = entries.filter(({ outcome }) => outcome === "refused").length;
  const times = answered.map(({ milliseconds }) => milliseconds);
  return {
    requests: entries.length,
    answered: answered.length,
    refused,
    failed: entries.length - answered.length - refused,
    p50: quantile(times, 0.5),
    p95: quantile(times, 0.95),
    p99: quantile(times, 0.99),
  };
}

/** Summarizes requests by their kinds, in the order of the kinds. */
export function figuresByKind(entries: readonly Entry[]): (readonly [kind: string, figures: Figures])[] {
  const byKind = Map.groupBy(entries, ({ kind }) => kind);
  return kinds.flatMap((kind) => {
    const own = byKind.get(kind);
    return own ? [[kind, figuresOf(own)] as const] : [];
  });
}

/** Returns the requests that were due in a window of seconds. */
export function dueWithin(entries: readonly Entry[], from: number, to = Infinity): Entry[] {
  return entries.filter(({ second }) => second >= from && second < to);
}

/** Returns how many requests per second were answered while somebody still waited. */
export function goodputOf(entries: readonly Entry[], seconds: number): number {
  const useful = entries.filter(
    ({ outcome, milliseconds }) => outcome === "answered" && milliseconds <= usefulMilliseconds,
  );
  return useful.length / seconds;
}

/** Returns the p99 of the time until a request was refused. */
export function refusalP99(entries: readonly Entry[]): number {
  return quantile(
    entries.filter(({ outcome }) => outcome === "refused").map(({ milliseconds }) => milliseconds),
    0.99,
  );
}

/**
 * Returns how many seconds after `from` everything is normal again: from then on all requests of each half second are
 * answered, with a p99 within the limit. Undefined when that never happens.
 */
export function secondsUntilNormal(entries: readonly Entry[], from: number, limit: number): number | undefined {
  const later = dueWithin(entries, from);
  const slices = Map.groupBy(later, ({ second }) => Math.floor((second - from) / sliceSeconds));
  const last = Math.max(-1, ...slices.keys());
  for (let slice = last; slice >= 0; slice -= 1) {
    const { requests, answered, p99 } = figuresOf(slices.get(slice) ?? []);
    const isNormal = requests === answered && !(p99 > limit);
    if (!isNormal) return slice === last ? undefined : (slice + 1) * sliceSeconds;
  }
  return last < 0 ? undefined : 0;
}
