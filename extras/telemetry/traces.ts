import { AsyncLocalStorage } from "node:async_hooks";
import { trace, type Context } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type Sampler,
} from "@opentelemetry/sdk-trace";
import { answerTraces, type TraceAsker } from "../../src/platform/telemetry/trace.ts";
import type { Telemetry, TelemetryOptions } from "../../src/platform/telemetry.ts";
import { traceActivities } from "./activities.ts";
import { openBeginnings, type Beginnings } from "./beginnings.ts";
import { traceRequests } from "./requests.ts";
import { tellFailures, type Sending } from "./sending.ts";
import { unchosen } from "./tracers.ts";

/** Makes traces of what the shop announces, and sends them. */
export function sendTraces(sending: Sending): Pick<Telemetry, "watch" | "close"> {
  const { resource, version, failed } = sending;
  const contexts = new AsyncLocalStorage<Context | undefined>();
  const exporter = new OTLPTraceExporter(sending.exporter("traces"));
  // A batch is sent in the course of some request, which has nothing to do with its failure.
  tellFailures(exporter, (error) => contexts.run(undefined, failed, error));
  const sampler = samplerOf(sending);
  const beginnings = openBeginnings(sampler);
  const provider = new TracerProvider({
    resource,
    sampler,
    idGenerator: beginnings.ids,
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  const tracers = { tracer: provider.getTracer("selvedge", version), contexts, beginnings };
  const ends = [
    traceActivities(tracers),
    answerTraces((asker) => traceparentOf(contexts.getStore(), asker, beginnings)),
  ];
  return {
    watch: (app) => traceRequests(app, tracers),
    async close() {
      for (const end of ends) end();
      await provider.shutdown();
    },
  };
}

function samplerOf({ sampler, ratio }: TelemetryOptions): Sampler {
  const ofRoot = sampler.replace("parentbased_", "");
  const root =
    ofRoot === "always_on"
      ? new AlwaysOnSampler()
      : ofRoot === "always_off"
        ? new AlwaysOffSampler()
        : new TraceIdRatioBasedSampler(ratio);
  return sampler === ofRoot ? root : new ParentBasedSampler({ root });
}

/**
 * Returns the trace that is under way. A request that was not chosen has none, and the job that it enqueues is told that
 * it is not chosen either.
 */
function traceparentOf(context: Context | undefined, asker: TraceAsker, { ids }: Beginnings): string | undefined {
  if (context === unchosen)
    return asker === "job" ? `00-${ids.generateTraceId()}-${ids.generateSpanId()}-00` : undefined;
  const span = context && trace.getSpanContext(context);
  return span && `00-${span.traceId}-${span.spanId}-0${span.traceFlags & 1}`;
}
