import type { AsyncLocalStorage } from "node:async_hooks";
import {
  createContextKey,
  ROOT_CONTEXT,
  SpanStatusCode,
  type Context,
  type Span,
  type Tracer,
} from "@opentelemetry/api";
import type { Beginnings } from "./beginnings.ts";

/** What makes spans, and what is traced wherever it is asked. */
export type Tracers = {
  readonly tracer: Tracer;
  readonly contexts: AsyncLocalStorage<Context | undefined>;
  readonly beginnings: Beginnings;
};

/** What is under way in a request that the sampler has not chosen: it has no span. */
export const unchosen: Context = ROOT_CONTEXT.setValue(createContextKey("not chosen"), true);

/** Marks a span as failed, by a word of the program: an error's message may quote a row. */
export function markFailed(span: Span | undefined, type: string): void {
  span?.setAttribute("error.type", type);
  span?.setStatus({ code: SpanStatusCode.ERROR });
}
