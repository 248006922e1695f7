import type { AsyncLocalStorage } from "node:async_hooks";
import { tracingChannel, type TracingChannel } from "node:diagnostics_channel";
import type { FastifyRequest } from "fastify";
import type { App } from "./server.ts";

/** What Fastify announces of each handler. */
type Handling = { readonly request: FastifyRequest };

/**
 * Keeps something of each request in `store` for whatever the request causes, as `begin` returns it when the request
 * arrives. Reading a body loses it, so it is restored where the handler begins.
 */
export function scopeRequests<Scope>(
  app: App,
  store: AsyncLocalStorage<Scope | undefined>,
  begin: (request: FastifyRequest) => Scope,
): void {
  const scopes = new WeakMap<object, Scope>();
  app.addHook("onRequest", (request, _reply, done) => {
    const scope = begin(request as FastifyRequest);
    scopes.set(request.raw, scope);
    store.run(scope, () => done());
  });
  const handlers: TracingChannel<Scope | undefined, Handling> = tracingChannel("fastify.request.handler");
  handlers.start.bindStore(store, ({ request }) => scopes.get(request.raw));
  app.addHook("onClose", async () => void handlers.start.unbindStore(store));
}
