import assert from "node:assert/strict";

/** Metrics as Prometheus reads them. */
export type Scraped = {
  /** Type of each metric, by its name. */
  readonly types: ReadonlyMap<string, string>;
  /** Numbers by name and labels as they are written: `name{label="value"}`. */
  readonly numbers: ReadonlyMap<string, number>;
};

const nameShape = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const label = String.raw`[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"`;
const head = new RegExp(String.raw`^# (HELP|TYPE) (${nameShape}) (.+)$`);
const sample = new RegExp(String.raw`^(${nameShape})(\{${label}(?:,${label})*\})? (\S+)$`);
const number = /^(?:NaN|[+-]Inf|[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)$/;
const endings = ["_bucket", "_sum", "_count"];

const valueOf = (written: string): number => {
  assert.match(written, number);
  return Number(written.replace("Inf", "Infinity"));
};

/** Returns the name of the metric that a sample belongs to. */
const metricOf = (name: string, current: string, type: string): string =>
  type === "histogram" && endings.some((ending) => name === `${current}${ending}`) ? current : name;

/**
 * Parses Prometheus' text format. Fails on whatever Prometheus would refuse or misread: a sample before its type, a
 * metric in two places, a number twice, a histogram whose buckets do not add up.
 */
export const parseMetrics = (text: string): Scraped => {
  const types = new Map<string, string>();
  const numbers = new Map<string, number>();
  const helped = new Set<string>();
  let current = "";
  assert.ok(text.endsWith("\n"), "the last line ends");
  for (const line of text.slice(0, -1).split("\n")) {
    const [, word, name = "", rest = ""] = head.exec(line) ?? [];
    if (word === "HELP") {
      assert.ok(!helped.has(name), `${name} is told of twice`);
      helped.add(name);
      current = name;
    } else if (word === "TYPE") {
      assert.equal(name, current, "its help stands above");
      assert.match(rest, /^(counter|gauge|histogram)$/);
      assert.equal(name.endsWith("_total"), rest === "counter", name);
      types.set(name, rest);
    } else {
      const [, of = "", labels = "", written = ""] = sample.exec(line) ?? [];
      assert.ok(of !== "", `not a sample: ${line}`);
      assert.equal(metricOf(of, current, types.get(current) ?? ""), current, "a sample stands below its type");
      assert.ok(!numbers.has(`${of}${labels}`), `${of}${labels} stands twice`);
      numbers.set(`${of}${labels}`, valueOf(written));
    }
  }
  for (const [name, type] of types) if (type === "histogram") checkHistogram(name, numbers);
  return { types, numbers };
};

/** Checks that each series of a histogram has growing buckets up to the number of all, and a sum. */
const checkHistogram = (name: string, numbers: ReadonlyMap<string, number>): void => {
  const series = Map.groupBy(
    [...numbers].filter(([key]) => key.startsWith(`${name}_bucket{`)),
    ([key]) =>
      key
        .slice(`${name}_bucket`.length)
        .replace(/,?le="[^"]*"/, "")
        .replace("{}", ""),
  );
  for (const [labels, buckets] of series) {
    const bounds = buckets.map(([key]) => valueOf(/le="([^"]*)"/.exec(key)?.[1] ?? ""));
    const counts = buckets.map(([, count]) => count);
    assert.deepEqual(
      bounds,
      bounds.toSorted((one, other) => one - other),
      `${name}${labels}`,
    );
    assert.deepEqual(
      counts,
      counts.toSorted((one, other) => one - other),
      `${name}${labels}`,
    );
    assert.equal(bounds.at(-1), Infinity);
    assert.equal(counts.at(-1), numbers.get(`${name}_count${labels}`), `${name}${labels}`);
    assert.ok(numbers.has(`${name}_sum${labels}`), `${name}${labels}`);
  }
};
