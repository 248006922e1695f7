import { channel, type Channel } from "node:diagnostics_channel";

/** Who asks for a trace: a line of the log names it, a job becomes part of it. */
export type TraceAsker = "log" | "job";

/** Asks for the trace that is under way; what traces fills it in, as W3C's `traceparent` has it. */
type Question = { readonly asker: TraceAsker; traceparent?: string };

/** Questions are answered at once, by what makes traces: by nothing, where there are none. */
const questions: Channel = channel("selvedge:trace");

const parts = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-[\da-f]{2}$/;
const inPayload = /"traceparent":"([\da-f-]{55})"/;

/** Tells others the trace that is under way, as `current` returns it to an asker. Returns a function that ends this. */
export function answerTraces(current: (asker: TraceAsker) => string | undefined): () => void {
  const answer = (asked: unknown): void => {
    const question = asked as Question;
    const traceparent = current(question.asker);
    if (traceparent !== undefined) question.traceparent = traceparent;
  };
  questions.subscribe(answer);
  return () => void questions.unsubscribe(answer);
}

/** Returns a job's payload with the trace that enqueues it, so that the job's run is part of that trace. */
export function withTrace(payload: unknown): unknown {
  const traceparent = traceUnderWay("job");
  const isObject = typeof payload === "object" && payload !== null && !Array.isArray(payload);
  return traceparent !== undefined && isObject ? { ...payload, traceparent } : payload;
}

/**
 * Returns the trace that enqueued a job, from its payload as it was written. A quote inside of a text is escaped there:
 * what a customer typed is never taken for it.
 */
export function traceIn(payload: string): string | undefined {
  return inPayload.exec(payload)?.[1];
}

/** Returns the ids of the trace under way, as fields of a line of the log. */
export function traceFields(): { trace_id?: string; span_id?: string } {
  const [, trace_id, span_id] = parts.exec(traceUnderWay("log") ?? "") ?? [];
  return trace_id === undefined || span_id === undefined ? {} : { trace_id, span_id };
}

function traceUnderWay(asker: TraceAsker): string | undefined {
  if (!questions.hasSubscribers) return undefined;
  const question: Question = { asker };
  questions.publish(question);
  return question.traceparent;
}
