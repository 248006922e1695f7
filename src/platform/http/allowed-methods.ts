import type { FastifyReply, FastifyRequest } from "fastify";
import type { App } from "./server.ts";
import { originHeaders } from "./origins.ts";

type Known = { readonly pattern: RegExp; readonly methods: readonly string[] };

/**
 * Answers OPTIONS requests that are not CORS preflights: for a path with its methods, for `*` with those of the server.
 * Load balancers and scanners send these.
 */
export function answerOptions(app: App, origins: readonly string[]): void {
  const known: Known[] = [];
  app.addHook("onRoute", ({ url, method }) => {
    const methods = [method].flat().filter((each) => each !== "OPTIONS");
    if (methods.length > 0) known.push({ pattern: patternOf(url), methods });
  });

  const methodsOf = (address: string): readonly string[] => {
    const path = (address.split("?")[0] ?? "").replaceAll(/\/{2,}/g, "/");
    const found = known.filter(({ pattern }) => path === "*" || pattern.test(path));
    return [...new Set(found.flatMap(({ methods }) => methods))].toSorted();
  };

  app.addHook("onRequest", (request: FastifyRequest, reply: FastifyReply, done) => {
    if (request.method !== "OPTIONS" || isPreflight(request)) return done();
    const methods = methodsOf(request.raw.url ?? "");
    reply.headers(originHeaders(origins, request.headers.origin)).header("cache-control", "no-store");
    if (methods.length === 0) return void reply.code(404).send({ message: "Endpoint not found." });
    void reply
      .code(204)
      .header("allow", [...methods, "OPTIONS"].join(", "))
      .send();
  });
}

function patternOf(url: string): RegExp {
  const parts = url.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll("*", ".*");
  return new RegExp(`^${parts.replaceAll(/:\w+/g, "[^/]+")}/?$`, "i");
}

function isPreflight({ headers }: FastifyRequest): boolean {
  return headers.origin !== undefined && headers["access-control-request-method"] !== undefined;
}
