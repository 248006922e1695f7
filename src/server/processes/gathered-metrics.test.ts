import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { test, type TestContext } from "node:test";
import { parseMetrics } from "../../../test/support/prometheus/text.ts";
import { freePort } from "../../../test/support/servers/free-port.ts";
import { readConfig } from "../../platform/config.ts";
import { counter, gauge, type Metric } from "../../platform/telemetry/exposition.ts";
import { Histogram, histogram } from "../../platform/telemetry/histogram.ts";
import { openGatheredMetrics, type Numbered } from "./gathered-metrics.ts";
import type { MetricsOf } from "./messages.ts";
import { openQuestions } from "./questions.ts";

const hangs = (): Promise<undefined> => new Promise(() => {});

/** Returns a process that has answered so many requests, and whose shop has one waiting job. */
const processWith = (number: number, count: number): Numbered => {
  const durations = new Histogram();
  for (let each = 0; each < count; each += 1) durations.observe(0.01);
  const own: Metric[] = [
    counter("selvedge_http_requests_total", "Requests.", [{ labels: { route: "/tax" }, value: count }]),
    histogram("selvedge_http_request_duration_seconds", "Time.", durations.samples({ route: "/tax" })),
  ];
  const ofShop: Metric[] = [gauge("selvedge_jobs_waiting", "Jobs.", 1), gauge("selvedge_database_up", "Up.", 1)];
  return { number, serving: { metrics: async (of: MetricsOf) => (of === "process" ? own : ofShop) } };
};

/** Opens the metrics of so many processes, with limits that are short for those that hang. */
const scraped = async (context: TestContext, processes: readonly Numbered[], workers = processes.length) => {
  const port = await freePort();
  const config = readConfig({ METRICS_PORT: String(port), WORKERS: String(workers), DATA_DIR: tmpdir() });
  const metrics = openGatheredMetrics(config, () => processes, { process: 300, shop: 300 });
  await metrics.listen();
  context.after(() => metrics.close());
  const reply = await fetch(`http://127.0.0.1:${port}/metrics`);
  assert.equal(reply.status, 200);
  return parseMetrics(await reply.text());
};

test("each process tells its numbers, and one of them the state of the shop", async (context) => {
  const { numbers, types } = await scraped(context, [processWith(1, 5), processWith(2, 7)]);
  for (const [number, count] of [
    ["1", 5],
    ["2", 7],
  ] as const) {
    assert.equal(numbers.get(`selvedge_http_requests_total{process="${number}",route="/tax"}`), count);
    const counted = `selvedge_http_request_duration_seconds_count{process="${number}",route="/tax"}`;
    assert.equal(numbers.get(counted), count);
  }
  assert.equal(numbers.get("selvedge_jobs_waiting"), 1);
  assert.equal(numbers.get("selvedge_database_up"), 1);
  assert.equal(numbers.get('selvedge_processes{state="answering"}'), 2);
  assert.equal(numbers.get('selvedge_processes{state="silent"}'), 0);
  assert.ok((numbers.get('process_resident_memory_bytes{process="primary"}') ?? 0) > 0);
  assert.ok(types.has("selvedge_data_disk_free_bytes") && types.has("selvedge_build_info"));
});

test("a process that hangs, and one that is missing, are silent, and the others are told of", async (context) => {
  const hung: Numbered = { number: 1, serving: { metrics: hangs } };
  const ended: Numbered = { number: 2, serving: { metrics: async () => undefined } };
  const { numbers } = await scraped(context, [hung, ended, processWith(3, 2)], 4);
  assert.equal(numbers.get('selvedge_processes{state="answering"}'), 1);
  assert.equal(numbers.get('selvedge_processes{state="silent"}'), 3);
  assert.equal(numbers.get('selvedge_http_requests_total{process="3",route="/tax"}'), 2);
  assert.equal(numbers.get("selvedge_jobs_waiting"), 1, "whoever answers tells the state of the shop");
});

test("a process that waits for the database tells its own numbers, and that the database is down", async (context) => {
  const { serving } = processWith(1, 4);
  const waiting: Numbered = {
    number: 1,
    serving: { metrics: (of) => (of === "process" ? serving.metrics(of) : hangs()) },
  };
  const { numbers } = await scraped(context, [waiting]);
  assert.equal(numbers.get('selvedge_http_requests_total{process="1",route="/tax"}'), 4);
  assert.equal(numbers.get("selvedge_database_up"), 0);
  assert.equal(numbers.get("selvedge_jobs_waiting"), undefined);
});

test("while no process answers, the primary one tells of itself", async (context) => {
  const { numbers } = await scraped(context, [], 2);
  assert.equal(numbers.get('selvedge_processes{state="silent"}'), 2);
  assert.equal(numbers.get("selvedge_database_up"), undefined, "nobody knows");
});

test("a process that owes an answer is not asked again, and its end answers all questions", async () => {
  const sent: MetricsOf[] = [];
  const questions = openQuestions((of) => void sent.push(of));
  const both = [questions.ask("process"), questions.ask("process")];
  assert.deepEqual(sent, ["process"]);
  questions.answered("process", []);
  assert.deepEqual(await Promise.all(both), [[], []]);
  const third = questions.ask("process");
  const shop = questions.ask("shop");
  assert.deepEqual(sent, ["process", "process", "shop"]);
  questions.end();
  assert.deepEqual(await Promise.all([third, shop, questions.ask("process")]), [undefined, undefined, undefined]);
  assert.equal(sent.length, 3);
});
