import type { TracingChannel } from "node:diagnostics_channel";
import { ROOT_CONTEXT, SpanKind, trace, type Attributes, type Context, type Span } from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import {
  jobRuns,
  mailSendings,
  providerCalls,
  replyLookups,
  statementRuns,
  type Ended,
  type JobRun,
} from "../../src/platform/telemetry/channels.ts";
import { markFailed, type Tracers } from "./tracers.ts";

/** What a span of an activity is called and says. Never a value of a statement, a payload or an address. */
type Description<About> = {
  readonly kind: SpanKind;
  /** Returns the span's name; undefined for what is over at once, and has none. */
  name(about: About): string | undefined;
  attributes?(about: About): Attributes;
  /** Returns what the span that is under way says of the activity. */
  noted?(about: About): Attributes;
  /** Returns what the span is part of, where that is not the request or job that is under way. */
  within?(about: About): Context;
};

const propagator = new W3CTraceContextPropagator();
const traceparentGetter = {
  get: (run: JobRun, name: string) => (name === "traceparent" ? run.traceparent : undefined),
  keys: () => ["traceparent"],
};

/** Makes spans of what the shop announces. Returns a function that ends this. */
export function traceActivities(tracers: Tracers): () => void {
  const ends = [
    spansOf(tracers, statementRuns, {
      kind: SpanKind.CLIENT,
      name: ({ origin }) => origin,
      attributes: ({ origin }) => ({ "db.system.name": "postgresql", "db.query.summary": origin }),
    }),
    spansOf(tracers, replyLookups, {
      kind: SpanKind.INTERNAL,
      name: ({ isHit }) => (isHit ? undefined : "make reply"),
      noted: ({ isHit }) => ({ "selvedge.cache_hit": isHit }),
    }),
    spansOf(tracers, jobRuns, {
      kind: SpanKind.CONSUMER,
      name: ({ task }) => task,
      attributes: ({ task }) => ({ "selvedge.job.task": task }),
      within: (run) => propagator.extract(ROOT_CONTEXT, run, traceparentGetter),
    }),
    spansOf(tracers, mailSendings, { kind: SpanKind.CLIENT, name: () => "send mail" }),
    spansOf(tracers, providerCalls, {
      kind: SpanKind.CLIENT,
      name: ({ operation }) => `payment provider ${operation}`,
      attributes: ({ operation }) => ({ "selvedge.payment.operation": operation }),
    }),
  ];
  return () => ends.forEach((end) => end());
}

/**
 * Makes a span of each operation of a channel that belongs to something traced: a request or a job. Statements of
 * nobody's, such as the look for due jobs, have none.
 */
function spansOf<About extends object>(
  { tracer, contexts }: Tracers,
  channel: TracingChannel<unknown, About>,
  { kind, name, attributes, noted, within }: Description<About>,
): () => void {
  const spans = new WeakMap<object, Span>();
  const begin = (about: About): Context | undefined => {
    const parent = within ? within(about) : contexts.getStore();
    const underWay = parent && trace.getSpan(parent);
    if (!parent || (!within && !underWay?.isRecording())) return parent;
    if (noted) underWay?.setAttributes(noted(about));
    const named = name(about);
    if (named === undefined) return parent;
    const span = tracer.startSpan(named, { kind, attributes: attributes?.(about) ?? {} }, parent);
    spans.set(about, span);
    return trace.setSpan(parent, span);
  };
  const end = (about: About & Ended): void => {
    const span = spans.get(about);
    if (about.error !== undefined) markFailed(span, kindOf(about.error));
    span?.end();
    spans.delete(about);
  };
  const subscribers = {
    start: ignore,
    // An operation that fails at once ends here.
    end: (about: About & Ended) => (about.error === undefined ? undefined : end(about)),
    asyncStart: ignore,
    asyncEnd: end,
    error: ignore,
  };
  channel.start.bindStore(contexts, begin);
  channel.subscribe(subscribers);
  return () => {
    channel.start.unbindStore(contexts);
    channel.unsubscribe(subscribers);
  };
}

/** Returns an error's code, or its kind. */
function kindOf(error: unknown): string {
  const { code, name } = error as { readonly code?: unknown; readonly name?: string };
  return typeof code === "string" ? code : (name ?? "unknown");
}

function ignore(): void {
  return undefined;
}
