import createClient from "openapi-fetch";
import type { CallOptions } from "./functions.ts";
import { unlessAborted, within } from "./limit.ts";
import { contentOf, problemOf } from "./problem.ts";
import { send, type Manner, type Patience } from "./send.ts";
import { isSignedIn, type Session } from "./session.ts";

/** How a function calls the shop. */
export type Operation = {
  readonly method: string;
  readonly path: string;
  /** Only for signed-in customers. */
  readonly isPersonal: boolean;
  /** Sends the access token of the customer who is signed in. */
  readonly isSigned: boolean;
  /** Executed once for each idempotency key. */
  readonly takesKey: boolean;
  /** Its fields go into the query, although it is no GET. */
  readonly hasQuery: boolean;
};

export type Dependencies = {
  readonly requests: Requests;
  readonly fetch: Manner["fetch"];
  readonly session: Session;
  readonly patience: Patience;
};

type Fields = Record<string, unknown>;

/** What is used of openapi-fetch: it fills in the path, writes query and body, and reads the reply. */
type Requests = {
  request(
    method: string,
    path: string,
    init: {
      readonly params: { readonly path: Fields; readonly query: Fields };
      readonly body?: Fields;
      readonly headers: Readonly<Record<string, string>>;
      readonly parseAs: "text";
      readonly fetch: (request: Request) => Promise<Response>;
    },
  ): Promise<{ readonly data?: unknown; readonly error?: unknown; readonly response: Response }>;
};

/** Returns what writes requests to the shop at this address. */
export function openRequests(url: string): Requests {
  const client: unknown = createClient({ baseUrl: url });
  return client as Requests;
}

/** Calls an operation of the shop, and returns its reply's content. */
export async function call(
  dependencies: Dependencies,
  operation: Operation,
  input: Fields = {},
  options: CallOptions = {},
): Promise<unknown> {
  const { requests, fetch, session } = dependencies;
  const patience = patienceOf(dependencies.patience, options);
  const { params, body } = placed(operation, input);
  return within(patience.callMilliseconds, options.signal, async (signal) => {
    const isRepeatable = isRepeatableWith(operation, input);
    const { data, error, response } = await requests.request(operation.method, operation.path, {
      params,
      ...(body ? { body } : {}),
      headers: headersOf(operation, options),
      parseAs: "text",
      fetch: (request) => sendSigned(session, operation, request, { fetch, patience, isRepeatable, signal }),
    });
    options.onResponse?.(response);
    if (!response.ok) throw problemOf(response, error);
    const content = read(data, response);
    if (isSignedIn(content)) session.begin(content);
    return content;
  });
}

/**
 * Returns whether the shop may get a request twice. It counts wrong passwords, and after a change of password the old one
 * is wrong.
 */
function isRepeatableWith({ method, takesKey }: Operation, input: Fields): boolean {
  return (method !== "POST" || takesKey) && !("password" in input || "current_password" in input);
}

function patienceOf(patience: Patience, { retries, callMilliseconds }: CallOptions): Patience {
  return {
    ...patience,
    retries: retries ?? patience.retries,
    callMilliseconds: callMilliseconds ?? patience.callMilliseconds,
  };
}

/** Distributes fields over path, query and body. */
function placed({ method, path, hasQuery }: Operation, input: Fields) {
  const inPath: Fields = {};
  const others: Fields = {};
  for (const [name, value] of Object.entries(input)) {
    if (path.includes(`{${name}}`)) inPath[name] = value;
    else others[name] = value;
  }
  const isQuery = method === "GET" || hasQuery;
  const hasBody = !isQuery && Object.keys(others).length > 0;
  return { params: { path: inPath, query: isQuery ? others : {} }, body: hasBody ? others : undefined };
}

function headersOf({ takesKey }: Operation, { idempotencyKey = newKey(), headers }: CallOptions) {
  return {
    accept: "application/json, application/problem+json",
    ...(takesKey ? { "idempotency-key": idempotencyKey } : {}),
    ...headers,
  };
}

/** Returns 128 random bits. `crypto.randomUUID` is missing on pages without TLS. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Sends a request, with the customer's access token where that makes a difference. Public reads go without it: then
 * caches answer them, and browsers ask no permission for its header. A token that the shop refuses is exchanged, and the
 * request sent once more.
 */
async function sendSigned(
  session: Session,
  { isPersonal, isSigned }: Operation,
  request: Request,
  manner: Manner,
): Promise<Response> {
  const token = isSigned ? await unlessAborted(session.token(), manner.signal) : undefined;
  if (token === undefined) return send(request, manner);
  request.headers.set("user-key", token.accessToken);
  const reply = await send(request, manner);
  if (!isPersonal || !(await refusesToken(reply))) return reply;
  const renewed = await unlessAborted(session.renew(token), manner.signal);
  if (renewed === undefined) return reply;
  request.headers.set("user-key", renewed.accessToken);
  return send(request, manner);
}

/** Returns whether a reply refuses the access token, and not another token or code in the request. */
async function refusesToken(reply: Response): Promise<boolean> {
  if (reply.status !== 401) return false;
  return problemOf(reply, await contentOf(reply.clone())).field === "";
}

/** Reads the content of a success; throws for one that is not the shop's, such as the page of a hotel's network. */
function read(data: unknown, response: Response): unknown {
  if (typeof data !== "string" || data === "") return undefined;
  try {
    return JSON.parse(data);
  } catch {
    throw problemOf(response, undefined);
  }
}
