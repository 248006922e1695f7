import { randomBytes } from "node:crypto";
import cors from "@fastify/cors";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance, type FastifyRequest, type RawReplyDefaultExpression, type RawRequestDefaultExpression, type RawServerDefault } from "fastify";
import type { TObject } from "typebox";
import { readBodies } from "./body.ts";
import { answerFailure, answerUnknownRoute } from "./failure.ts";
import { inputReader } from "./input.ts";

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
export const requestLimits = { bodyBytes: 256 * 1024, headerBytes: 16 * 1024, headerTime: 5000, time: 15_000 } as const;

const requestIdShape = /^[\w.:-]{1,64}$/;

/** A request keeps the id a proxy gave it; otherwise it gets one that is unique over all servers. */
const requestIds = () => {
  const prefix = randomBytes(6).toString("base64url");
  let count = 0;
  return (request: { headers: Record<string, string | string[] | undefined> }): string => {
    const given = request.headers["x-request-id"];
    if (typeof given === "string" && requestIdShape.test(given)) return given;
    count += 1;
    return `${prefix}-${count.toString(36)}`;
  };
};

export type ServerWish = {
  readonly log: FastifyBaseLogger;
  /** Origins that may call from a browser; `*` admits all, without credentials. */
  readonly corsOrigins: readonly string[];
  readonly logRequests: boolean;
};

const allowOrigins = async (app: App, origins: readonly string[]): Promise<void> => {
  await app.register(cors, {
    origin: origins.includes("*") ? "*" : [...origins],
    methods: ["GET", "HEAD", "POST", "PUT", "DELETE"],
    exposedHeaders: ["ETag", "Link", "Retry-After", "X-Request-Id", "Idempotent-Replayed"],
    maxAge: 86_400,
  });
};

const logFinished = (request: FastifyRequest, statusCode: number, milliseconds: number): void =>
  request.log.info({ method: request.method, url: request.url.split("?")[0], statusCode, milliseconds: Math.round(milliseconds * 10) / 10 }, "answered");

/** An HTTP server that answers in the contract's manner and has no routes yet. */
export const createServer = async (wish: ServerWish): Promise<App> => {
  const app = fastify({
    loggerInstance: wish.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: requestLimits.bodyBytes,
    requestTimeout: requestLimits.time,
    // Above the idle time of a proxy in front (HAProxy: 60 s), so that it is the proxy that hangs up.
    keepAliveTimeout: 75_000,
    forceCloseConnections: "idle",
    return503OnClosing: false,
    http: { maxHeaderSize: requestLimits.headerBytes, headersTimeout: requestLimits.headerTime },
    genReqId: requestIds(),
    routerOptions: { ignoreTrailingSlash: true, caseSensitive: false, maxParamLength: 1000 },
    frameworkErrors: answerFailure,
  }).withTypeProvider<TypeBoxTypeProvider>() as App;

  app.setValidatorCompiler(({ schema }) => inputReader(schema as TObject));
  app.setErrorHandler(answerFailure);
  app.setNotFoundHandler(answerUnknownRoute);
  app.addHook("onRequest", (request, reply, done) => {
    reply.headers(securityHeaders).header("x-request-id", request.id);
    done();
  });
  if (wish.logRequests) app.addHook("onResponse", async (request, reply) => logFinished(request, reply.statusCode, reply.elapsedTime));
  await allowOrigins(app, wish.corsOrigins);
  await readBodies(app as FastifyInstance);
  return app;
};
