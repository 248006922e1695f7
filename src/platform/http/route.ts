import type { IncomingHttpHeaders } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import { Type, type Static, type TObject, type TSchema } from "typebox";
import { refusal } from "../refusal.ts";
import type { Replies } from "./cache/replies.ts";
import { addressOf } from "./client-address.ts";
import type { Identify, Identity } from "./identity.ts";
import { limitHeaders, type TellLimits } from "./limit-headers.ts";
import { operation, type Method, type Parts } from "./operation.ts";
import { requireSameOrigin } from "./same-origin.ts";
import type { App } from "./server.ts";
import {
  admit,
  mayForbid,
  needsInWords,
  type IdentifyStaff,
  type StaffIdentity,
  type StaffNeeds,
} from "./staff-access.ts";

/**
 * Who may call an operation. `public`: everyone, with the same reply for all; a GET whose finished reply is cached as
 * bytes. `anyone`: everyone; the reply is never cached. `customer`: signed-in customers. `staff`: staff with the
 * permission that the declaration names.
 */
export type Access = "public" | "anyone" | "customer" | "staff";

/** An operation: method, path, access, input and output; for staff also what it needs of them. */
export type Declaration<Who extends Access = Access> = Parts & {
  readonly method: Who extends "public" ? "GET" : Method;
  readonly path: string;
  readonly access: Who;
} & (Who extends "staff" ? StaffNeeds : unknown);

type Part<Given, Name extends string> = Given extends { readonly [Key in Name]: infer Schema extends TSchema }
  ? Static<Schema>
  : Record<string, never>;

/** The client, as far as the request identifies it. */
export type Caller = { readonly address: string; readonly device: string };

/** Input of a public read, typed by its schemas: all that its reply may depend on. */
type AskedInPublic<Given> = { readonly params: Part<Given, "params">; readonly query: Part<Given, "querystring"> };

/** Input of an operation, typed by its schemas. */
export type Asked<Given> = AskedInPublic<Given> & {
  readonly body: Part<Given, "body">;
  readonly headers: IncomingHttpHeaders;
  readonly caller: Caller;
  /** Reports the limits that a rule has counted. */
  readonly tellLimits: TellLimits;
  /** For headers of the reply. */
  readonly reply: FastifyReply;
};

/** The header `Link` of a public read's reply, if it has one. */
type Linked<Given, Value> = {
  readonly link?: (asked: AskedInPublic<Given>, value: Value) => string | undefined;
};

/** Registers an operation; the handler's type follows from `access`. */
export type Route = {
  <const Given extends Declaration<"public">, Value extends Static<Given["answers"]>>(
    given: Given,
    produce: (asked: AskedInPublic<Given>) => Promise<Value>,
    linked?: Linked<Given, Value>,
  ): void;
  <const Given extends Declaration<"anyone">, Value extends Static<Given["answers"]>>(
    given: Given,
    act: (asked: Asked<Given>) => Promise<Value>,
  ): void;
  <const Given extends Declaration<"customer">, Value extends Static<Given["answers"]>>(
    given: Given,
    act: (asked: Asked<Given> & { readonly identity: Identity }) => Promise<Value>,
  ): void;
  <const Given extends Declaration<"staff">, Value extends Static<Given["answers"]>>(
    given: Given,
    act: (asked: Asked<Given> & { readonly staff: StaffIdentity }) => Promise<Value>,
  ): void;
};

type RouteDependencies = {
  readonly replies: Replies;
  readonly identify: Identify;
  readonly identifyStaff: IdentifyStaff;
};
type Handler = (asked: never, value?: never) => Promise<unknown>;
type RouteOptions = Parameters<App["route"]>[0];
type AnyLink = { readonly link?: (asked: never, value: never) => string | undefined };

const longestDevice = 300;
const fetchedAhead = ["sec-purpose", "purpose", "x-purpose", "x-moz"] as const;
const nothing: TObject = Type.Object({});

declare module "fastify" {
  interface FastifyRequest {
    identity: Identity | undefined;
    staff: StaffIdentity | undefined;
  }
}

/** Returns the function by which features declare their operations. */
export function openRoutes(app: App, dependencies: RouteDependencies): Route {
  const route = (declaration: Declaration, handler: Handler, { link }: AnyLink = {}): void => {
    const { access } = declaration;
    if (access === "public") app.get(declaration.path, publicOptions(dependencies, declaration, handler, link));
    else if (access === "anyone") app.route(openOptions(declaration, handler));
    else if (access === "staff") app.route(staffOptions(dependencies, declaration as Declaration<"staff">, handler));
    else app.route(personalOptions(dependencies, declaration, handler));
  };
  return route as Route;
}

function publicOptions(
  { replies }: RouteDependencies,
  { path: _path, access: _access, ...given }: Declaration,
  produce: Handler,
  link: AnyLink["link"],
): Parameters<App["get"]>[1] {
  const handler = replies.answer(async (asked) => {
    const value = await produce(asked as never);
    return { value, link: link?.(asked as never, value as never) };
  });
  // A read without query parameters ignores all of them: an unknown one must not make another kept reply.
  const schema = { querystring: nothing, ...operation(given).schema };
  return { schema, onRequest: replies.answerKnown, handler } as Parameters<App["get"]>[1];
}

function openOptions({ path: url, access: _, ...given }: Declaration, act: Handler): RouteOptions {
  return {
    method: given.method,
    url,
    ...operation(given),
    ...(given.isForBrowsersOfStaff ? { onRequest: refuseOtherSites } : {}),
    // HEAD never changes anything: a GET that does has none.
    ...(given.changesByGet ? { exposeHeadRoute: false, onRequest: refusePrefetch } : {}),
    handler: async (request: FastifyRequest, reply: FastifyReply) =>
      answer(reply, await act(askedOf(request, reply) as never), given),
  } as RouteOptions;
}

function personalOptions(
  { identify }: RouteDependencies,
  { path: url, access: _, ...given }: Declaration,
  act: Handler,
): RouteOptions {
  return {
    method: given.method,
    url,
    ...operation({ ...given, isPersonal: true, refusals: ["AUT_01", "AUT_02", ...(given.refusals ?? [])] }),
    // Before the input is read: a stranger learns nothing about what would be asked.
    onRequest: async (request: FastifyRequest) => {
      request.identity = await identify(request.headers);
    },
    handler: async (request: FastifyRequest, reply: FastifyReply) =>
      answer(reply, await act({ ...askedOf(request, reply), identity: request.identity } as never), given),
  } as RouteOptions;
}

function staffOptions(
  { identifyStaff }: RouteDependencies,
  { path: url, access: _, permission, proof, ...given }: Declaration<"staff">,
  act: Handler,
): RouteOptions {
  const needs = { permission, ...(proof === undefined ? {} : { proof }) };
  const { method, description, refusals = [] } = given;
  const described = [description, needsInWords(needs)].filter(Boolean).join(" ");
  return {
    method,
    url,
    ...operation({
      ...given,
      ...(described === "" ? {} : { description: described }),
      isForStaff: true,
      refusals: ["AUT_01", "AUT_02", ...(mayForbid(method, needs) ? [["COM_02", 403] as const] : []), ...refusals],
    }),
    onRequest: async (request: FastifyRequest) => {
      request.staff = admit(request, await identifyStaff(request), needs);
    },
    handler: async (request: FastifyRequest, reply: FastifyReply) =>
      answer(reply, await act({ ...askedOf(request, reply), staff: request.staff } as never), given),
  } as RouteOptions;
}

function askedOf(request: FastifyRequest, reply: FastifyReply) {
  return {
    params: request.params ?? {},
    query: request.query ?? {},
    body: request.body ?? {},
    headers: request.headers,
    caller: callerOf(request),
    tellLimits: limitHeaders(reply),
    reply,
  };
}

function callerOf(request: FastifyRequest): Caller {
  return {
    address: addressOf(request),
    device: (request.headers["user-agent"] ?? "").replaceAll("\0", "").toWellFormed().slice(0, longestDevice),
  };
}

function answer(reply: FastifyReply, value: unknown, { takesKey }: Parts): FastifyReply {
  reply.header("cache-control", "private, no-store");
  // Informs a client that sends an idempotency key where the key has no effect.
  if (takesKey === undefined && reply.request.headers["idempotency-key"] !== undefined)
    reply.header("idempotency-key-ignored", "true");
  return value === undefined ? reply.removeHeader("content-type").send() : reply.send(value);
}

/** A page of another site must not sign its visitor in under an account of its own, nor guess for it. */
async function refuseOtherSites(request: FastifyRequest): Promise<void> {
  requireSameOrigin(request, "admit");
}

/**
 * Refuses prefetches: a page that a browser fetches before a person opens it (RFC 9110, 9.2.1) must not change
 * anything.
 */
async function refusePrefetch({ headers }: FastifyRequest): Promise<void> {
  if (fetchedAhead.some((name) => /\b(?:prefetch|preview|prerender)\b/i.test(String(headers[name] ?? ""))))
    throw refusal("COM_02", "", {
      status: 403,
      message: "Invalid Data: this changes something, and is not fetched ahead",
    });
}
