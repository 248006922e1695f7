import type { Metric, Sample } from "./exposition.ts";

/** Upper bounds in seconds: a kept reply takes half a millisecond, a statement is ended after five seconds. */
const bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

/** Counts durations by size. Counting one allocates nothing. */
export class Histogram {
  readonly #counts = new Float64Array(bounds.length + 1);
  #sum = 0;

  observe(seconds: number): void {
    let index = 0;
    while (seconds > (bounds[index] ?? Infinity)) index += 1;
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.#sum += seconds;
  }

  /** Returns its numbers: for each bound how many durations were at most that long, their sum, and how many there were. */
  samples(labels?: Readonly<Record<string, string>>): Sample[] {
    let count = 0;
    const buckets = [...bounds, Infinity].map((bound, index): Sample => {
      count += this.#counts[index] ?? 0;
      const le = bound === Infinity ? "+Inf" : String(bound);
      return { ending: "_bucket", labels: { ...labels, le }, value: count };
    });
    return [...buckets, { ending: "_sum", labels, value: this.#sum }, { ending: "_count", labels, value: count }];
  }
}

/** Returns a histogram as a metric; its name ends in `_seconds`. */
export function histogram(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, type: "histogram", help, samples };
}
