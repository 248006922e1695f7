import assert from "node:assert/strict";
import { test } from "node:test";
import { objections } from "../../../test/support/prometheus/promtool.ts";
import { parseMetrics } from "../../../test/support/prometheus/text.ts";
import { counter, exposition, gauge } from "./exposition.ts";
import { Histogram, histogram } from "./histogram.ts";

test("a metric is written with its help, its type and its numbers", () => {
  assert.equal(
    exposition([gauge("selvedge_a", "What a is.", 1.5), counter("selvedge_b_total", "What b is.", [])]),
    "# HELP selvedge_a What a is.\n# TYPE selvedge_a gauge\nselvedge_a 1.5\n# HELP selvedge_b_total What b is.\n# TYPE selvedge_b_total counter\n",
  );
});

test("quotes, backslashes and line ends in labels and help stay what they are", (context) => {
  const text = exposition([gauge("selvedge_a", "one\\two\nthree", [{ labels: { of: 'a "b"\n\\c' }, value: 1 }])]);
  assert.equal(
    text,
    '# HELP selvedge_a one\\\\two\\nthree\n# TYPE selvedge_a gauge\nselvedge_a{of="a \\"b\\"\\n\\\\c"} 1\n',
  );
  assert.equal(parseMetrics(text).numbers.size, 1);
  assert.equal(objections(context, ["check", "metrics"], text) ?? "", "");
});

test("numbers beyond those that JavaScript writes in digits are read by Prometheus", (context) => {
  const values = [Infinity, -Infinity, Number.NaN, 1e21, 1e-7, 0, -1.5];
  const text = exposition([
    gauge(
      "selvedge_a",
      "Any.",
      values.map((value) => ({ labels: { of: `${value}` }, value })),
    ),
  ]);
  assert.deepEqual([...parseMetrics(text).numbers.values()], values);
  assert.equal(objections(context, ["check", "metrics"], text) ?? "", "");
});

test("a histogram counts a duration in every bucket that it fits into", () => {
  const durations = new Histogram();
  for (const seconds of [0.0004, 0.0005, 0.003, 11]) durations.observe(seconds);
  const text = exposition([histogram("selvedge_c_seconds", "Durations.", durations.samples({ route: "/a" }))]);
  const { numbers } = parseMetrics(text);
  const within = (le: string) => numbers.get(`selvedge_c_seconds_bucket{route="/a",le="${le}"}`);
  assert.deepEqual(["0.0005", "0.001", "0.0025", "0.005", "10", "+Inf"].map(within), [2, 2, 2, 3, 3, 4]);
  assert.equal(numbers.get('selvedge_c_seconds_count{route="/a"}'), 4);
  assert.ok(Math.abs((numbers.get('selvedge_c_seconds_sum{route="/a"}') ?? 0) - 11.0039) < 1e-9);
});

test("what Prometheus would refuse or misread is found", () => {
  const wrong: readonly [string, RegExp][] = [
    ["selvedge_a 1\n", /below its type/],
    ["# HELP selvedge_a A.\n# TYPE selvedge_a gauge\nselvedge_a 1\nselvedge_a 2\n", /stands twice/],
    ["# HELP selvedge_a A.\n# TYPE selvedge_a counter\nselvedge_a 1\n", /selvedge_a/],
    ["# HELP selvedge_a A.\n# TYPE selvedge_a gauge\nselvedge_a one\n", /did not match/],
    ['# HELP selvedge_a A.\n# TYPE selvedge_a gauge\nselvedge_a{of="a"b"} 1\n', /not a sample/],
    ["# HELP selvedge_a A.\n# TYPE selvedge_a gauge\nselvedge_a 1", /last line/],
    [
      '# HELP selvedge_a A.\n# TYPE selvedge_a histogram\nselvedge_a_bucket{le="1"} 2\nselvedge_a_bucket{le="+Inf"} 1\nselvedge_a_sum 1\nselvedge_a_count 1\n',
      /selvedge_a/,
    ],
  ];
  for (const [text, message] of wrong) assert.throws(() => parseMetrics(text), message, text);
});
