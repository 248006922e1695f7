import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import pg from "pg";
import { askingUrl } from "../support/clients/buyers.ts";
import { freePort } from "../support/servers/free-port.ts";
import { requireHaproxy, startLoadBalancer } from "../support/servers/load-balancer.ts";
import { startProgram } from "../support/servers/program.ts";
import { cloneDatabase } from "../support/servers/shop.ts";
import { kinds, openReceiver } from "../support/telemetry/receiver.ts";
import { until } from "../support/until.ts";

const parent = "b7ad6b7169203331";
/** Traces of the registrations, in which HAProxy takes the two servers in turn. */
const traceIds = Array.from({ length: 8 }, (_, index) => String(index + 1).repeat(32));

test("through HAProxy, two servers and a job each registration is one trace", async (context) => {
  if (!requireHaproxy(context)) return;
  const [receiver, database] = [await openReceiver(context), await cloneDatabase()];
  const dataDir = await mkdtemp(join(tmpdir(), "selvedge-traces-"));
  const client = new pg.Client({ connectionString: database.url });
  client.on("error", () => undefined);
  await client.connect();
  const start = async (name: string, worker: string) => {
    const program = await startProgram({
      LOG_LEVEL: "silent",
      SAMPLE_CATALOGUE: "off",
      RATE_LIMIT: "off",
      DATABASE_URL: database.url,
      DATA_DIR: dataDir,
      WORKER: worker,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_RESOURCE_ATTRIBUTES: `service.instance.id=${name}`,
      PORT: String(await freePort()),
    });
    context.after(() => program.end("SIGINT"));
    return program;
  };
  const programs = [await start("one", "off"), await start("two", "on")] as const;
  context.after(async () => {
    await client.end();
    await database.drop();
    await rm(dataDir, { recursive: true, force: true });
  });
  const [one, two] = programs.map(({ url }) => new URL(url).host) as [string, string];
  const balancer = await startLoadBalancer(context, { servers: [one, two] });
  const ask = askingUrl(balancer.url);

  const requestIds: unknown[] = [];
  for (const traceId of traceIds) {
    const account = { name: "Ada Weaver", email: `${traceId}@example.com`, password: "twill and denim 9" };
    const reply = await ask("POST", "/customers", account, { traceparent: `00-${traceId}-${parent}-01` });
    assert.equal(reply.status, 200);
    requestIds.push(reply.headers["x-request-id"]);
  }
  const undone = "select count(*)::int as count from job where task like 'mail-%'";
  await until(async () => (await client.query(undone)).rows[0].count === 0, 60_000, "the mails are sent");
  const hasAll = (traceId: string) =>
    ["POST /customers", "send mail"].every((name) => receiver.spansOf(traceId).some((span) => span.name === name));
  await until(() => traceIds.every(hasAll), 60_000, "the spans have arrived");

  const servers = new Set<unknown>();
  for (const [index, traceId] of traceIds.entries()) {
    const of = (name: string) => receiver.spansOf(traceId).filter((span) => span.name === name);
    const [request, ...requests] = of("POST /customers");
    const [[job, ...jobs], [mail]] = [of("mail-email-proof"), of("send mail")];
    assert.ok(request && job && mail);
    assert.deepEqual([requests, jobs], [[], []]);
    assert.deepEqual([request.kind, request.parentSpanId], [kinds.server, parent]);
    assert.equal(request.attributes["selvedge.request_id"], requestIds[index]);
    assert.deepEqual([job.parentSpanId, job.server["service.instance.id"]], [request.spanId, "two"]);
    assert.equal(mail.parentSpanId, job.spanId);
    servers.add(request.server["service.instance.id"]);
  }
  assert.deepEqual(servers, new Set(["one", "two"]), "both servers took part");
  assert.equal(new Set(requestIds).size, traceIds.length);
});
