import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { request as sendRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { after, before, test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { askingApp, newBuyer, placedOrder } from "../../test/support/clients/buyers.ts";
import { openRelay } from "../../test/support/fakes/relay.ts";
import { cloneDatabase, openShopOn, openTestDatabase } from "../../test/support/servers/shop.ts";
import {
  failedStatus,
  kinds,
  openReceiver,
  type ReceivedSpan,
  type Receiver,
} from "../../test/support/telemetry/receiver.ts";
import { until } from "../../test/support/until.ts";
import { readConfig } from "../platform/config.ts";
import { integer, row, text } from "../platform/database/columns.ts";
import { reads } from "../platform/database/statement.ts";
import { aboutCustomer } from "../platform/jobs/subject.ts";
import { openLog } from "../platform/log.ts";
import { jobRuns, mailSendings, providerCalls, replyLookups, statementRuns } from "../platform/telemetry/channels.ts";
import { openShop, type Shop } from "./app.ts";

let database: Awaited<ReturnType<typeof cloneDatabase>>;
let dataDir: string;
before(async () => {
  database = await cloneDatabase();
  dataDir = await mkdtemp(join(tmpdir(), "selvedge-tracing-"));
});
after(async () => {
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

type Line = Readonly<Record<string, unknown>>;
type Traced = {
  readonly shop: Shop;
  readonly receiver: Receiver;
  readonly log: () => readonly Line[];
  /** Closes the shop, which sends its last spans. */
  close(): Promise<void>;
};

const undoneMails = () => reads(row({ count: integer }))`select count(*) as count from job where task like 'mail-%'`;
const payloadsOf = (customerId: number) => reads(row({ payload: text }))`
  select payload::text as payload from job where subject = ${aboutCustomer(customerId)}`;
const listeners = () => reads(row({ count: integer }))`
  select count(*) as count from pg_stat_activity where datname = current_database() and query = 'select 1'`;

/** Opens a traced server for one test. */
const opened = async (context: TestContext, settings: Record<string, string> = {}, databaseUrl = database.url) => {
  const receiver = await openReceiver(context);
  const config = readConfig({
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    WORKER: "off",
    RATE_LIMIT: "off",
    DATA_DIR: dataDir,
    ...settings,
  });
  const lines: string[] = [];
  const destination = new Writable({ write: (line, _encoding, done) => (lines.push(String(line)), done()) });
  const db = openTestDatabase(databaseUrl);
  const shop = await openShop({ config, log: openLog(config, destination), databaseUrl, migration: 0, db });
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= shop.close());
  context.after(close);
  await shop.app.ready();
  return { shop, receiver, log: () => lines.map((line) => JSON.parse(line) as Line), close } satisfies Traced;
};

const parent = "b7ad6b7169203331";
const [traceId, other] = ["0af7651916cd43dd8448eb211c80319c", "2".repeat(32)];
const traceparent = `00-${traceId}-${parent}-01`;
const unsampled = `00-${other}-${parent}-00`;

/** Returns the one span of this name. */
const named = (spans: readonly ReceivedSpan[], name: string): ReceivedSpan => {
  const [found, ...others] = spans.filter((span) => span.name === name);
  assert.ok(found && others.length === 0, `${name}: ${spans.map((span) => span.name).join(", ")}`);
  return found;
};

test("a request is a span of the trace it came with, and its statements are spans within it", async (context) => {
  const { shop, receiver, close } = await opened(context, {
    OTEL_EXPORTER_OTLP_HEADERS: "x-key=a%20b",
    OTEL_SERVICE_NAME: "loom",
    OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=mill,service.name=shuttle",
  });
  await until(async () => ((await shop.db.first(listeners()))?.count ?? 0) > 0, 10_000, "it hears of changes");
  const url = "/tax/2?colour=red";
  await shop.app.inject({ url, headers: { traceparent, "x-request-id": "mine-1" } });
  await shop.app.inject({ url, headers: { traceparent: `00-${other}-${parent}-01` } });
  await shop.app.inject("/livez");
  await close();
  const request = receiver.spansOf(traceId).find(({ kind }) => kind === kinds.server);
  assert.ok(request);
  assert.deepEqual([request.name, request.parentSpanId], ["GET /tax/:tax_id", parent]);
  assert.deepEqual(request.attributes, {
    "http.request.method": "GET",
    "http.route": "/tax/:tax_id",
    "http.response.status_code": 200,
    "selvedge.request_id": "mine-1",
    "selvedge.cache_hit": false,
  });
  const making = named(receiver.spansOf(traceId), "make reply");
  assert.deepEqual([making.parentSpanId, making.kind], [request.spanId, kinds.internal]);
  const statement = named(receiver.spansOf(traceId), "tax/tax");
  assert.deepEqual([statement.parentSpanId, statement.kind], [making.spanId, kinds.client]);
  const [kept, ...more] = receiver.spansOf(other);
  assert.deepEqual([kept?.name, kept?.attributes["selvedge.cache_hit"], more], ["GET /tax/:tax_id", true, []]);
  assert.equal(receiver.headers()["x-key"], "a b");
  const { "service.name": service, "deployment.environment.name": environment } = request.server;
  assert.deepEqual([service, environment], ["loom", "mill"]);
  assert.ok(!receiver.bodies.traces.join().includes("colour"), "no address of a request is told");
  assert.ok(!receiver.bodies.traces.join().includes("livez"), "a health check is not traced");
});

test("a job is a span of the trace that enqueued it, and so is its mail", async (context) => {
  const { shop, receiver, close } = await opened(context, { WORKER: "on" });
  const ask = askingApp(shop.app);
  const asking =
    (header: string): typeof ask =>
    (method, path, body, headers) =>
      ask(method, path, body, { ...headers, traceparent: header });
  const buyer = await newBuyer(asking(traceparent));
  await newBuyer(asking(unsampled));
  await until(async () => (await shop.db.first(undoneMails()))?.count === 0, 60_000, "the mails are sent");
  await close();
  const ofRequest = receiver.spansOf(traceId);
  const registration = named(ofRequest, "POST /customers");
  const job = named(ofRequest, "mail-email-proof");
  assert.deepEqual([job.parentSpanId, job.kind], [registration.spanId, kinds.consumer]);
  assert.equal(named(ofRequest, "send mail").parentSpanId, job.spanId);
  assert.ok(ofRequest.some(({ kind, parentSpanId }) => kind === kinds.client && parentSpanId === registration.spanId));
  assert.deepEqual(receiver.spansOf(other), [], "nor is a job traced that an untraced request enqueued");
  const told = Object.values(receiver.bodies).join();
  for (const secret of [buyer.email, "Ada Weaver", "Loom Lane", buyer.token]) assert.ok(!told.includes(secret), secret);
});

test("a payment's call to its provider is a span of the request that pays", async (context) => {
  const { shop, receiver, close } = await opened(context);
  const buyer = await newBuyer(askingApp(shop.app));
  const order_id = await placedOrder(buyer);
  const paid = await buyer.ask("POST", "/stripe/charge", { stripeToken: "tok_visa", order_id, description: "A shirt" });
  assert.equal(paid.status, 200);
  await close();
  const request = named(receiver.spans, "POST /stripe/charge");
  const call = named(receiver.spans, "payment provider charge");
  assert.deepEqual([call.traceId, call.kind], [request.traceId, kinds.client]);
});

test("a failed request is a failed span, and its lines in the log name the trace", async (context) => {
  const relay = await openRelay(database.url);
  context.after(() => relay.close());
  const { shop, receiver, log, close } = await opened(context, { LOG_REQUESTS: "on" }, relay.url);
  await relay.refuse();
  const reply = await shop.app.inject({ url: "/tax/2", headers: { traceparent } });
  assert.equal(reply.statusCode, 503);
  await relay.accept();
  await close();
  const request = named(receiver.spansOf(traceId), "GET /tax/:tax_id");
  assert.deepEqual([request.status?.code, request.attributes["error.type"]], [failedStatus, "503"]);
  const statement = receiver.spansOf(traceId).find(({ name }) => name === "tax/tax");
  assert.deepEqual(
    [statement?.status?.code, statement?.status?.message],
    [failedStatus, undefined],
    "no row is quoted",
  );
  for (const message of ["a request could not be served", "answered"]) {
    const line = log().find(({ msg, trace_id }) => msg === message && trace_id === traceId);
    assert.ok(line, `${message}: ${JSON.stringify(log())}`);
  }
});

test("a request whose client hangs up is a failed span", async (context) => {
  const relay = await openRelay(database.url);
  context.after(() => relay.close());
  const { shop, receiver, close } = await opened(context, {}, relay.url);
  const url = await shop.app.listen({ host: "127.0.0.1", port: 0 });
  await (await fetch(`${url}/tax`)).text();
  relay.hold();
  const arrived = once(shop.app.server, "request") as Promise<[IncomingMessage, ServerResponse]>;
  const asked = sendRequest(`${url}/tax/2`, { headers: { traceparent } });
  asked.on("error", () => undefined).end();
  const [, reply] = await arrived;
  const gone = once(reply, "close");
  asked.destroy();
  await gone;
  relay.release();
  await close();
  const span = named(receiver.spansOf(traceId), "GET /tax/:tax_id");
  assert.deepEqual([span.status?.code, span.attributes["error.type"]], [failedStatus, "client_hung_up"]);
});

test("a request that is not chosen has no trace, and its job is told so", async (context) => {
  const settings = {
    OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
    OTEL_TRACES_SAMPLER_ARG: "0",
    LOG_REQUESTS: "on",
  };
  const { shop, receiver, log, close } = await opened(context, settings);
  const { customerId } = await newBuyer(askingApp(shop.app), null);
  const payloads = await shop.db.all(payloadsOf(customerId));
  await close();
  assert.deepEqual(receiver.spans, []);
  assert.match(payloads[0]?.payload ?? "", /"traceparent":"00-[\da-f]{32}-[\da-f]{16}-00"/);
  const answered = log().filter(({ msg }) => msg === "answered");
  assert.deepEqual([answered.length, answered[0]?.["trace_id"]], [1, undefined]);
});

test("a tenth of the traces is sent where a tenth is asked for, and a caller's are whole", async (context) => {
  const settings = { OTEL_TRACES_SAMPLER: "parentbased_traceidratio", OTEL_TRACES_SAMPLER_ARG: "0.1" };
  const { shop, receiver, close } = await opened(context, settings);
  for (let count = 0; count < 400; count += 1) await shop.app.inject("/departments/1");
  await shop.app.inject({ url: "/tax/1", headers: { traceparent } });
  await shop.app.inject({ url: "/tax", headers: { traceparent: unsampled } });
  await close();
  assert.deepEqual(
    receiver
      .spansOf(traceId)
      .map(({ name }) => name)
      .toSorted(),
    ["GET /tax/:tax_id", "make reply", "tax/tax"],
  );
  assert.deepEqual(receiver.spansOf(other), []);
  const chosen = receiver.spans.filter(({ name }) => name === "GET /departments/:department_id").length;
  // Of 400 with a chance of a tenth, fewer than 10 or more than 90 come once in a billion runs.
  assert.ok(chosen > 10 && chosen < 90, `${chosen} of 400`);
});

test("a receiver that fails costs one line in the log, and no request", async (context) => {
  const { shop, receiver, log, close } = await opened(context);
  receiver.answer(400);
  assert.equal((await shop.app.inject("/tax/2")).statusCode, 200);
  await close();
  assert.equal(log().filter(({ msg }) => String(msg).startsWith("telemetry could not be sent")).length, 1);
});

test("nothing is announced without a receiver, nor where OTEL_SDK_DISABLED says so", async () => {
  const disabled = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9", OTEL_SDK_DISABLED: "TRUE" };
  for (const settings of [{}, disabled]) {
    const shop = await openShopOn(database.url, settings);
    for (const channel of [statementRuns, replyLookups, jobRuns, mailSendings, providerCalls])
      assert.equal(channel.hasSubscribers, false);
    await shop.close();
  }
});

test("where what sends telemetry is not installed, the start ends with the line that installs it", async () => {
  const hook = new URL("../../test/support/telemetry/missing.ts", import.meta.url);
  const program = fileURLToPath(new URL("../cli/start.ts", import.meta.url));
  const env = { PATH: process.env["PATH"], OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9", PORT: "0" };
  const ended = await new Promise<{ code: number; told: string }>((resolve) => {
    const options = { cwd: tmpdir(), env, timeout: 60_000 };
    execFile(process.execPath, ["--import", hook.href, program], options, (error, _out, told) =>
      resolve({ code: error ? Number(error.code) : 0, told }),
    );
  });
  assert.deepEqual(ended, {
    code: 1,
    told: "\nOTEL_EXPORTER_OTLP_ENDPOINT is set, and what sends to it is not installed: npm ci --prefix extras/telemetry\n",
  });
});
