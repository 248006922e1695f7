import type { IncomingHttpHeaders } from "node:http";
import { ROOT_CONTEXT, SpanKind, trace, type Context } from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { scopeRequests } from "../../src/platform/http/request-scope.ts";
import type { App } from "../../src/platform/http/server.ts";
import { markFailed, unchosen, type Tracers } from "./tracers.ts";

/** Load balancers ask these every second: their traces would outnumber those of customers. */
const untraced: ReadonlySet<string | undefined> = new Set(["/livez", "/readyz"]);

const propagator = new W3CTraceContextPropagator();
const headersGetter = {
  get: (headers: IncomingHttpHeaders, name: string) => headers[name],
  keys: (headers: IncomingHttpHeaders) => Object.keys(headers),
};

/**
 * Makes a span of each request, within the trace that its header `traceparent` names. It is called by method and route
 * pattern, and has the request's id.
 */
export function traceRequests(app: App, { tracer, contexts, beginnings }: Tracers): void {
  const known = new WeakMap<object, Context>();
  scopeRequests(app, contexts, (request) => {
    const { method, headers } = request;
    const route = request.routeOptions.url;
    if (untraced.has(route)) return ROOT_CONTEXT;
    if (headers["traceparent"] === undefined && !beginnings.decide()) return unchosen;
    const parent = propagator.extract(ROOT_CONTEXT, headers, headersGetter);
    const attributes = {
      "http.request.method": method,
      ...(route === undefined ? {} : { "http.route": route }),
      "selvedge.request_id": request.id,
    };
    const name = route === undefined ? method : `${method} ${route}`;
    const context = trace.setSpan(parent, tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, parent));
    known.set(request.raw, context);
    return context;
  });
  app.addHook("onRequest", (request, reply, done) => {
    const context = known.get(request.raw);
    if (context) reply.raw.once("close", () => endUnanswered(context));
    done();
  });
  app.addHook("onResponse", (request, { statusCode }, done) => {
    const context = known.get(request.raw);
    if (!context) return done();
    const span = trace.getSpan(context);
    span?.setAttribute("http.response.status_code", statusCode);
    if (statusCode >= 500) markFailed(span, String(statusCode));
    span?.end();
    // What is logged of the reply belongs to the trace too.
    contexts.run(context, () => done());
  });
}

/** Ends the span of a request whose client has hung up; that of an answered one has ended. */
function endUnanswered(context: Context): void {
  const span = trace.getSpan(context);
  if (!span?.isRecording()) return;
  markFailed(span, "client_hung_up");
  span.end();
}
