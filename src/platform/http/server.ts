import { randomBytes } from "node:crypto";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type RawReplyDefaultExpression,
  type RawRequestDefaultExpression,
  type RawServerDefault,
} from "fastify";
import { refusal } from "../refusal.ts";
import { answerOptions } from "./allowed-methods.ts";
import { readBodies, weighBody } from "./body.ts";
import { tellOfProxy, trustsProxies } from "./client-address.ts";
import { compilers } from "./compilers.ts";
import { boundConnections } from "./connections.ts";
import { answerFailure, answerUnknownRoute } from "./failure.ts";
import { readQuery } from "./form-fields.ts";
import { allowOrigins, corsHeaders } from "./origins.ts";
import { unreadableAnswer, namesOneHost } from "./wire.ts";

export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** OWASP's REST security cheat sheet; a reply of the API is data, so nothing in it may run or be framed. */
export const securityHeaders = {
  "x-content-type-options": "nosniff",
  "strict-transport-security": "max-age=31536000; includeSubDomains",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
} as const;

/** Limits of one request: bytes and milliseconds. */
const requestLimits = { bodyBytes: 256 * 1024, headerBytes: 16 * 1024, headerTime: 5000, time: 15_000 } as const;
/** A client that reads nothing is cut off after one or two of these. */
const stallMilliseconds = 12_000;

/** What Node keeps by itself. */
const nodesOwn = {
  maxHeaderSize: requestLimits.headerBytes,
  headersTimeout: requestLimits.headerTime,
  // Node looks for slow requests every 30 s unless told otherwise: a limit would mean little.
  connectionsCheckingInterval: 500,
  // Looked at with the other headers, so that the answer is one of ours.
  requireHostHeader: false,
} as const;

const requestIdShape = /^[\w.:-]{1,64}$/;

export type ServerOptions = {
  readonly log: FastifyBaseLogger;
  /** Origins that may call from a browser; `*` admits all, without credentials. */
  readonly corsOrigins: readonly string[];
  readonly logRequests: boolean;
  /** Proxies whose word is taken for the client's address. */
  readonly trustProxy: readonly string[];
  /** How many connections may be open. */
  readonly maxConnections: number;
};

/** An HTTP server that answers in the contract's manner and has no routes yet. */
export async function createServer(options: ServerOptions): Promise<App> {
  const trusts = trustsProxies(options.trustProxy);
  const ownHeaders = { ...securityHeaders, ...(options.corsOrigins.includes("*") ? corsHeaders : {}) };
  const begin = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    request.log = options.log;
    return reply.headers(ownHeaders).header("x-request-id", request.id);
  };
  const app = fastify({
    // No logger of Fastify's own: it would have a child for each request and listen for its end, a tenth of what a
    // reply from memory costs. `request.log` is the shop's, and a line that needs the request's id names it.
    trustProxy: options.trustProxy.length > 0 && trusts,
    bodyLimit: requestLimits.bodyBytes,
    requestTimeout: requestLimits.time,
    // Above the idle time of a proxy in front (HAProxy: 60 s), so that it is the proxy that hangs up.
    keepAliveTimeout: 75_000,
    forceCloseConnections: "idle",
    return503OnClosing: false,
    http: nodesOwn,
    clientErrorHandler: unreadableAnswer(options.corsOrigins),
    genReqId: requestIds(),
    schemaController: { compilersFactory: compilers },
    routerOptions: {
      ignoreTrailingSlash: true,
      // A base address that ends in a slash, and a path that begins with one.
      ignoreDuplicateSlashes: true,
      caseSensitive: false,
      maxParamLength: 1000,
      querystringParser: readQuery,
    },
    frameworkErrors: (error, request, reply) =>
      void answerFailure(error, request, begin(request, reply as FastifyReply)),
  }).withTypeProvider<TypeBoxTypeProvider>() as App;

  app.decorateRequest("identity", undefined);
  app.setErrorHandler(answerFailure);
  app.setNotFoundHandler(answerUnknownRoute);
  tellOfProxy(app, options.log, trusts);
  app.addHook("onRequest", (request, reply, done) => {
    begin(request, reply);
    const misnamed = namesOneHost(request.raw)
      ? undefined
      : refusal("COM_02", "", { message: "Invalid Data: name one host" });
    done(misnamed ?? weighBody(request, reply));
  });
  boundConnections(app, { connections: options.maxConnections, stall: stallMilliseconds });
  if (options.logRequests)
    app.addHook("onResponse", async (request, reply) => logFinished(request, reply.statusCode, reply.elapsedTime));
  answerOptions(app, options.corsOrigins);
  await allowOrigins(app, options.corsOrigins);
  readBodies(app as FastifyInstance);
  return app;
}

/** A request keeps the id a proxy gave it; otherwise it gets one that is unique over all servers. */
function requestIds() {
  const prefix = randomBytes(6).toString("base64url");
  let count = 0;
  return (request: { headers: Record<string, string | string[] | undefined> }): string => {
    const given = request.headers["x-request-id"];
    if (typeof given === "string" && requestIdShape.test(given)) return given;
    count += 1;
    return `${prefix}-${count.toString(36)}`;
  };
}

function logFinished(request: FastifyRequest, statusCode: number, milliseconds: number): void {
  return request.log.info(
    {
      reqId: request.id,
      method: request.method,
      url: request.url.split("?")[0],
      statusCode,
      milliseconds: Math.round(milliseconds * 10) / 10,
    },
    "answered",
  );
}
