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
import { warnOfProxy, trustsProxies } from "./client-address.ts";
import { compilers } from "./compilers.ts";
import { boundConnections } from "./connections.ts";
import { boundLargeBodies } from "./large-bodies.ts";
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

/** Headers of OWASP's REST security cheat sheet; a reply of the API is data, so nothing in it may run or be framed. */
export const securityHeaders = {
  "x-content-type-options": "nosniff",
  "strict-transport-security": "max-age=31536000; includeSubDomains",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
} as const;

/** Limits of one request: bytes and milliseconds. */
const requestLimits = { bodyBytes: 256 * 1024, headerBytes: 16 * 1024, headerTime: 5000, time: 15_000 } as const;
/** Large bodies: all together, they take little of the memory that a server has. */
const largeBodies = {
  largeBytes: 16 * 1024,
  longestBytes: requestLimits.bodyBytes,
  mostBytes: 64 * 1024 * 1024,
} as const;
/** Idle time of a connection, in milliseconds; a client that reads nothing is disconnected after one or two. */
const stallMilliseconds = 12_000;

/** Options of Node's HTTP server. */
const nodesOwn = {
  maxHeaderSize: requestLimits.headerBytes,
  headersTimeout: requestLimits.headerTime,
  // Node's default is to look for slow requests every 30 s, which is longer than their limits.
  connectionsCheckingInterval: 500,
  // Checked with the other headers, so that the error reply has the contract's shape.
  requireHostHeader: false,
} as const;

const requestIdShape = /^[\w.:-]{1,64}$/;

export type ServerOptions = {
  readonly log: FastifyBaseLogger;
  /** Origins that may call from a browser; `*` admits all, without credentials. */
  readonly corsOrigins: readonly string[];
  readonly logRequests: boolean;
  /** Proxies whose `X-Forwarded-For` is believed. */
  readonly trustProxy: readonly string[];
  /** Maximum number of open connections. */
  readonly maxConnections: number;
  /** Called before any route is declared, and before any other hook. */
  readonly watch?: readonly ((app: App) => void)[];
};

/** Creates an HTTP server with the contract's conventions and without routes. */
export async function createServer(options: ServerOptions): Promise<App> {
  const trusts = trustsProxies(options.trustProxy);
  const ownHeaders = { ...securityHeaders, ...(options.corsOrigins.includes("*") ? corsHeaders : {}) };
  const begin = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    request.log = options.log;
    return reply.headers(ownHeaders).header("x-request-id", request.id);
  };
  const app = fastify({
    // Without Fastify's own logger: it would create a child logger and a listener for each request, a tenth of what a
    // reply from memory costs. `request.log` is the shop's log, and messages that need the request's id contain it.
    trustProxy: options.trustProxy.length > 0 && trusts,
    bodyLimit: requestLimits.bodyBytes,
    requestTimeout: requestLimits.time,
    // Longer than the idle timeout of a proxy in front (HAProxy: 60 s), so that the proxy closes the connection first.
    keepAliveTimeout: 75_000,
    forceCloseConnections: "idle",
    return503OnClosing: false,
    http: nodesOwn,
    clientErrorHandler: unreadableAnswer(options.corsOrigins),
    genReqId: requestIds(),
    schemaController: { compilersFactory: compilers },
    routerOptions: {
      ignoreTrailingSlash: true,
      // For clients that join a base URL with a trailing slash and a path with a leading one.
      ignoreDuplicateSlashes: true,
      caseSensitive: false,
      maxParamLength: 1000,
      querystringParser: readQuery,
    },
    frameworkErrors: (error, request, reply) =>
      void answerFailure(error, request, begin(request, reply as FastifyReply)),
  }).withTypeProvider<TypeBoxTypeProvider>() as App;

  for (const watch of options.watch ?? []) watch(app);
  app.decorateRequest("identity", undefined);
  app.decorateRequest("staff", undefined);
  app.setErrorHandler(answerFailure);
  app.setNotFoundHandler(answerUnknownRoute);
  warnOfProxy(app, options.log, trusts);
  app.addHook("onRequest", (request, reply, done) => {
    begin(request, reply);
    const misnamed = namesOneHost(request.raw)
      ? undefined
      : refusal("COM_02", "", { message: "Invalid Data: name one host" });
    done(misnamed ?? weighBody(request, reply));
  });
  boundConnections(app, { connections: options.maxConnections, stall: stallMilliseconds });
  boundLargeBodies(app, largeBodies);
  if (options.logRequests)
    app.addHook("onResponse", async (request, reply) => logFinished(request, reply.statusCode, reply.elapsedTime));
  answerOptions(app, options.corsOrigins);
  await allowOrigins(app, options.corsOrigins);
  readBodies(app as FastifyInstance);
  return app;
}

/** Returns a function that keeps the request id of a proxy, or else creates one that is unique over all servers. */
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
