import type { FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { answerFailure } from "../platform/http/failure.ts";
import { operation } from "../platform/http/operation.ts";
import type { App } from "../platform/http/server.ts";
import type { Home } from "../storefront/index.ts";

type Options = {
  readonly version: string;
  /** Whether the API document is served. */
  readonly hasDocument: boolean;
  /** The storefront's home page, which browsers get in place of the description. */
  readonly home?: Home | undefined;
};

const paths = { products: "/products", search: "/products/search?query_string=flower", departments: "/departments" };
const documentPaths = { documentation: "/docs", openapi: "/openapi.json" };
const healthPath = { health: "/readyz" };

const documentItem = `<li><a href="/docs">the API, to read and to try</a> and its <a href="/openapi.json">OpenAPI document</a></li>
`;

/** Serves a page that describes the server and links to the API, for people and for programs. */
export function welcomeRoute(app: App, options: Options): void {
  const answers = Type.Object({
    name: Type.String(),
    version: Type.String(),
    about: Type.String(),
    links: Type.Record(Type.String(), Type.String()),
  });
  const { version, hasDocument, home } = options;
  const html = page(options);
  const links = { ...paths, ...(hasDocument ? documentPaths : {}), ...healthPath };

  app.get(
    "/",
    { ...operation(describing(answers, home)), ...(home ? homeOptions(home) : {}) },
    async (request, reply) => {
      if (home && isForPeople(request)) return home.show(request, reply);
      reply.header("vary", "Accept").header("cache-control", "public, max-age=60");
      if (!isForPeople(request))
        return reply.send({ name: "Selvedge", version, about: "A self-hosted storefront backend", links });
      // A trusted proxy may forward any scheme that its client sent.
      const scheme = request.protocol === "https" ? "https" : "http";
      const here = `${scheme}://${request.host}`.replaceAll(/[^\w:/.[\]-]/g, "");
      // The page contains the client's Host header, so it must not be cached for others.
      return reply
        .header("cache-control", "private, no-store")
        .header("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
        .type("text/html; charset=utf-8")
        .serializer((body: string) => body)
        .send(html.replace("HERE", here) as never);
    },
  );
}

function isForPeople({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes("text/html") ?? false;
}

/** With a home page the route has no query, so that a query makes no further kept page. */
function describing(answers: Parameters<typeof operation>[0]["answers"], home: Home | undefined) {
  const what = {
    operationId: "showShop",
    tag: "Operation",
    summary: "What this is",
    answers,
    never: ["COM_50"],
  } as const;
  return home ? { ...what, querystring: Type.Object({}) } : what;
}

/** Answers browsers with the home page, from the cache where it is, and with a page where it fails. */
function homeOptions(home: Home) {
  return {
    onRequest: (request: FastifyRequest, reply: FastifyReply, goOn: () => void) => {
      if (!isForPeople(request)) return goOn();
      const vary = reply.getHeader("vary");
      reply.header("vary", vary ? `${String(vary)}, Accept` : "Accept");
      return home.answerKnown(request, reply, goOn);
    },
    errorHandler: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      isForPeople(request) ? home.fail(error, request, reply) : answerFailure(error, request, reply),
  };
}

function page({ version, hasDocument }: Options) {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Selvedge</title>
<style>
body{margin:0;min-height:100vh;display:grid;place-items:center;font:17px/1.6 Georgia,serif;color:#26303a;background:#faf7f0;
border-left:18px solid #faf7f0;box-shadow:inset 6px 0 #b5382f}
main{padding:2rem;max-width:34rem}h1{font-weight:normal;font-size:2.6rem;margin:0}a{color:#b5382f}
ul{padding-left:1.1rem}code{font:0.9em ui-monospace,monospace;background:#efe9db;padding:.1em .35em;border-radius:3px}
</style></head><body><main><h1>Selvedge</h1>
<p>This is a shop's backend, version ${version}. It speaks JSON to storefronts; here is where a person may begin:</p>
<ul>${hasDocument ? documentItem : ""}<li><a href="/products">products</a>, <a href="/departments">departments</a>, <a href="/products/search?query_string=flower">a search</a></li>
<li><a href="/readyz">is it well?</a></li></ul>
<p><code>curl HERE/products?limit=3</code></p></main></body></html>
`;
}
