import type { FastifyReply, FastifyRequest } from "fastify";
import type { Static, TSchema } from "typebox";
import { addressOf } from "./client-address.ts";
import type { Identify, Identity } from "./identity.ts";
import { refusal } from "../refusal.ts";
import { operation, type Method, type Parts } from "./operation.ts";
import type { App } from "./server.ts";

type Part<Given, Name extends string> = Given extends { readonly [Key in Name]: infer Schema extends TSchema }
  ? Static<Schema>
  : Record<string, never>;

/** Who called, as far as the wire tells. */
export type Caller = { readonly address: string; readonly device: string };

/** What an operation is asked, as its schemas say. */
export type Asked<Given> = {
  readonly params: Part<Given, "params">;
  readonly query: Part<Given, "querystring">;
  readonly body: Part<Given, "body">;
  readonly caller: Caller;
  /** Headers for the reply, where the rules decide on some. */
  readonly reply: FastifyReply;
};

const longestDevice = 300;

const fetchedAhead = ["sec-purpose", "purpose", "x-purpose", "x-moz"] as const;

declare module "fastify" {
  interface FastifyRequest {
    identity: Identity | undefined;
  }
}

/** Registers operations that anybody may call and whose replies nobody may keep. */
export function openActions(app: App) {
  return <const Given extends Parts, Value extends Static<Given["answers"]>>(
    method: Method,
    url: string,
    given: Given,
    act: (asked: Asked<Given>) => Promise<Value>,
  ): void => {
    app.route({
      method,
      url,
      ...operation({ ...given, method }),
      // HEAD never changes anything: where GET does, there is none.
      ...(given.changesByGet ? { exposeHeadRoute: false, onRequest: refusePrefetch } : {}),
      handler: async (request: FastifyRequest, reply: FastifyReply) =>
        answer(reply, await act(askedOf(request, reply) as Asked<Given>), given),
    } as Parameters<App["route"]>[0]);
  };
}

/** Registers operations for whoever is signed in; who that is comes with what is asked. */
export function personalActions(app: App, identify: Identify) {
  return <const Given extends Parts, Value extends Static<Given["answers"]>>(
    method: Method,
    url: string,
    given: Given,
    act: (asked: Asked<Given> & { readonly identity: Identity }) => Promise<Value>,
  ): void => {
    app.route({
      method,
      url,
      ...operation({ ...given, method, isPersonal: true, refusals: ["AUT_01", "AUT_02", ...(given.refusals ?? [])] }),
      // Before the input is read: a stranger learns nothing about what would be asked.
      onRequest: async (request: FastifyRequest) => {
        request.identity = await identify(request.headers);
      },
      handler: async (request: FastifyRequest, reply: FastifyReply) =>
        answer(
          reply,
          await act({ ...(askedOf(request, reply) as Asked<Given>), identity: request.identity as Identity }),
          given,
        ),
    } as Parameters<App["route"]>[0]);
  };
}

function askedOf(request: FastifyRequest, reply: FastifyReply) {
  return {
    params: request.params ?? {},
    query: request.query ?? {},
    body: request.body ?? {},
    caller: callerOf(request),
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
  // Whoever relies on a key is told where it means nothing.
  if (takesKey === undefined && reply.request.headers["idempotency-key"] !== undefined)
    reply.header("idempotency-key-ignored", "true");
  return value === undefined ? reply.removeHeader("content-type").send() : reply.send(value);
}

/** A page that is fetched before anybody asked for it (RFC 9110, 9.2.1) must find nothing changed when it is not looked at. */
async function refusePrefetch({ headers }: FastifyRequest): Promise<void> {
  if (fetchedAhead.some((name) => /\b(?:prefetch|preview|prerender)\b/i.test(String(headers[name] ?? ""))))
    throw refusal("COM_02", "", {
      status: 403,
      message: "Invalid Data: this changes something, and is not fetched ahead",
    });
}
