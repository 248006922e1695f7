/** One number of a metric, at the labels that tell it from the others. */
export type Sample = {
  readonly value: number;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Ending of the name, as the numbers of a histogram have it: `_bucket`, `_sum`, `_count`. */
  readonly ending?: string;
};

/** A metric with all its numbers. */
export type Metric = {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly samples: readonly Sample[];
};

/** Returns what a feature tells of the whole shop, such as how many orders wait. Reads few rows, by an index. */
export type Gauges = () => Promise<readonly Metric[]>;

/** Content type of Prometheus' text format. */
export const textFormat = "text/plain; version=0.0.4; charset=utf-8";

const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", '"': '\\"' };

/** Returns a gauge: a number that goes up and down. */
export function gauge(name: string, help: string, samples: readonly Sample[] | number): Metric {
  return { name, type: "gauge", help, samples: typeof samples === "number" ? [{ value: samples }] : samples };
}

/** Returns a counter, which only grows until the process ends; its name ends in `_total`. */
export function counter(name: string, help: string, samples: readonly Sample[] | number): Metric {
  return { ...gauge(name, help, samples), type: "counter" };
}

/** Returns metrics in Prometheus' text format. */
export function exposition(metrics: readonly Metric[]): string {
  return metrics
    .map(({ name, type, help, samples }) => {
      const lines = samples.map(
        ({ value, labels = {}, ending = "" }) => `${name}${ending}${inBraces(labels)} ${written(value)}\n`,
      );
      return `# HELP ${name} ${help.replaceAll(/[\\\n]/g, escaped)}\n# TYPE ${name} ${type}\n${lines.join("")}`;
    })
    .join("");
}

function inBraces(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replaceAll(/[\\\n"]/g, escaped)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function written(value: number): string {
  return Math.abs(value) === Infinity ? `${value > 0 ? "+" : "-"}Inf` : String(value);
}

function escaped(sign: string): string {
  return escapes[sign] ?? sign;
}
