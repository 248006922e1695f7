import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { after, before, test, type TestContext } from "node:test";
import { openRelay } from "../../test/support/fakes/relay.ts";
import { cloneDatabase, openTestDatabase } from "../../test/support/servers/shop.ts";
import { openReceiver } from "../../test/support/telemetry/receiver.ts";
import { until } from "../../test/support/until.ts";
import { readConfig } from "../platform/config.ts";
import { openLog } from "../platform/log.ts";
import { openShop } from "./app.ts";

let database: Awaited<ReturnType<typeof cloneDatabase>>;
let dataDir: string;
before(async () => {
  database = await cloneDatabase();
  dataDir = await mkdtemp(join(tmpdir(), "selvedge-telemetry-"));
});
after(async () => {
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

/** Opens a server that sends what these settings say. */
const opened = async (context: TestContext, settings: Record<string, string>, databaseUrl = database.url) => {
  const receiver = await openReceiver(context);
  const config = readConfig({
    OTEL_EXPORTER_OTLP_ENDPOINT: `${receiver.url}/`,
    WORKER: "off",
    RATE_LIMIT: "off",
    DATA_DIR: dataDir,
    ...settings,
  });
  const log = openLog(config, new Writable({ write: (_line, _encoding, done) => done() }));
  const shop = await openShop({ config, log, databaseUrl, migration: 0, db: openTestDatabase(databaseUrl) });
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= shop.close());
  context.after(close);
  await shop.app.ready();
  return { shop, receiver, log, close };
};

type Attribute = { readonly key: string; readonly value: Readonly<Record<string, unknown>> };
type Point = {
  readonly attributes: readonly Attribute[];
  readonly asDouble?: number;
  readonly count?: number;
  readonly sum?: number;
  readonly bucketCounts?: readonly number[];
  readonly explicitBounds?: readonly number[];
};
type Kind = { readonly dataPoints: readonly Point[]; readonly isMonotonic?: boolean; aggregationTemporality?: number };
type Sent = { readonly name: string; readonly sum?: Kind; readonly gauge?: Kind; readonly histogram?: Kind };
type Line = {
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body: { readonly stringValue: string };
  readonly traceId?: string;
};

/** Returns the metrics of a body. */
const metricsIn = (body: string): Sent[] =>
  (JSON.parse(body).resourceMetrics as { scopeMetrics: { metrics: Sent[] }[] }[]).flatMap(({ scopeMetrics }) =>
    scopeMetrics.flatMap(({ metrics }) => metrics),
  );

const linesIn = (bodies: readonly string[]): Line[] =>
  bodies.flatMap((body) =>
    (JSON.parse(body).resourceLogs as { scopeLogs: { logRecords: Line[] }[] }[]).flatMap(({ scopeLogs }) =>
      scopeLogs.flatMap(({ logRecords }) => logRecords),
    ),
  );

const pointOf = (kind: Kind | undefined, route: string): Point | undefined =>
  kind?.dataPoints.find(({ attributes }) => attributes.some(({ value }) => value["stringValue"] === route));

const cumulative = 2;

test("metrics are sent without a port for them, the last ones when the server closes", async (context) => {
  const { shop, receiver, close } = await opened(context, {});
  for (const url of ["/tax/2", "/tax/2", "/tax/1"]) await shop.app.inject(url);
  await close();
  const last = receiver.bodies.metrics.at(-1) ?? "";
  const of = (name: string) => metricsIn(last).find((metric) => metric.name === name);
  const requests = of("selvedge_http_requests_total")?.sum;
  assert.deepEqual([requests?.isMonotonic, requests?.aggregationTemporality], [true, cumulative]);
  assert.equal(pointOf(requests, "/tax/:tax_id")?.asDouble, 3);
  const durations = pointOf(of("selvedge_http_request_duration_seconds")?.histogram, "/tax/:tax_id");
  assert.ok(durations?.bucketCounts && durations.explicitBounds);
  assert.equal(durations.count, 3);
  assert.equal(
    durations.bucketCounts.reduce((sum, count) => sum + count, 0),
    3,
    "each duration is in one bucket",
  );
  assert.equal(durations.bucketCounts.length, durations.explicitBounds.length + 1);
  assert.ok((durations.sum ?? 0) > 0);
  assert.equal(of("selvedge_database_up")?.gauge?.dataPoints[0]?.asDouble, 1, "the database is still asked");
});

test("metrics are sent again and again", async (context) => {
  const settings = { OTEL_METRIC_EXPORT_INTERVAL: "1000", OTEL_TRACES_EXPORTER: "none", OTEL_LOGS_EXPORTER: "none" };
  const { shop, receiver, close } = await opened(context, settings);
  await shop.app.inject("/tax/2");
  await until(() => receiver.bodies.metrics.length >= 2, 60_000, "they are sent twice");
  await close();
  assert.deepEqual([receiver.bodies.traces, receiver.bodies.logs], [[], []], "and nothing else is");
});

test("the log is sent, with the trace of each line and without secrets", async (context) => {
  const relay = await openRelay(database.url);
  context.after(() => relay.close());
  const settings = { OTEL_METRICS_EXPORTER: "none" };
  const { shop, receiver, log, close } = await opened(context, settings, relay.url);
  log.error({ password: "twill and denim 9", customer: { id: 7 } }, "a test fails");
  await relay.refuse();
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  await shop.app.inject({ url: "/tax/2", headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` } });
  await relay.accept();
  await close();
  assert.deepEqual(receiver.bodies.metrics, []);
  const lines = linesIn(receiver.bodies.logs);
  const failed = lines.find(({ body }) => body.stringValue === "a request could not be served");
  assert.deepEqual([failed?.severityNumber, failed?.severityText, failed?.traceId], [13, "WARN", traceId]);
  const own = lines.find(({ body }) => body.stringValue === "a test fails");
  assert.deepEqual([own?.severityNumber, own?.severityText], [17, "ERROR"]);
  const sent = receiver.bodies.logs.join();
  assert.ok(!sent.includes("twill") && sent.includes("[hidden]"));
});

test("without traces no request is traced, and what else is sent is", async (context) => {
  const { shop, receiver, log, close } = await opened(context, { OTEL_TRACES_EXPORTER: "none" });
  log.warn("untraced");
  await shop.app.inject("/tax/2");
  await close();
  assert.deepEqual(receiver.bodies.traces, []);
  assert.equal(linesIn(receiver.bodies.logs).find(({ body }) => body.stringValue === "untraced")?.traceId, undefined);
  assert.ok(receiver.bodies.metrics.length > 0);
});
