import { createHmac, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { accountReply, keyHolders, type KeyHolder } from "./accounts.ts";
import { acts as chargeActs, StripeRefusal, type Book, type Thing } from "./book.ts";
import { disputeActs, disputeDesk, type DisputeDesk } from "./disputes.ts";
import { plannedFaults, plannedHolds, type Faults } from "./faults.ts";
import { readForm } from "./form.ts";
import { dashboardOf, intentActs, type Dashboard } from "./intents.ts";
import { refundActs, refundDesk, type RefundDesk } from "./refunds.ts";

export type Asked = {
  readonly route: string;
  readonly name: string;
  readonly key: string | undefined;
  readonly form: string;
  readonly asked: Thing;
};

/** A small server that behaves towards the shop as Stripe's API does. */
export type StripeServer = Pick<Faults, "spoil" | "spoilBy"> &
  Dashboard &
  RefundDesk &
  DisputeDesk & {
    readonly url: string;
    /** Settings of a shop that uses this server. */
    readonly settings: Readonly<Record<string, string>>;
    readonly intents: ReadonlyMap<string, Thing>;
    /** Events in the order in which they happened. */
    readonly events: readonly Thing[];
    readonly requests: readonly Asked[];
    /** Returns the order's succeeded charges at Stripe. */
    paidFor(orderId: number): Thing[];
    /**
     * Holds back the next reply of this route until then, although it describes the state before; resolves once there
     * is such a reply.
     */
    holdAnswer(route: RegExp, until: Promise<void>): Promise<void>;
    sign(body: string, signing?: { at?: number; secret?: string }): string;
    close(): Promise<void>;
  };

const secretKey = "sk_test_local";
const webhookSecret = "whsec_of_the_test_server";
const settingsFor = (url: string): Record<string, string> => ({
  STRIPE_SECRET_KEY: secretKey,
  STRIPE_WEBHOOK_SECRET: webhookSecret,
  STRIPE_API_BASE: url,
  PAYMENT_TIMEOUT_SECONDS: "1",
});
const seconds = (): number => Math.floor(Date.now() / 1000);

const acts = { ...chargeActs, ...intentActs, ...refundActs, ...disputeActs };

type Answer = { readonly status: number; readonly body: unknown };
/** A reply that was sent for an idempotency key, and the request that it was for. */
type Stored = Answer & { readonly to: string };

const refused = (status: number, type: string, message: string): Answer => ({
  status,
  body: { error: { type, message } },
});

const send = (reply: ServerResponse, { status, body }: Answer): void => {
  reply.writeHead(status, { "content-type": "application/json", "request-id": "req_test" });
  reply.end(JSON.stringify(body));
};

const readRequest = async (request: IncomingMessage): Promise<Asked> => {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://stripe");
  const name = /_intents\/(\w+)/.exec(pathname)?.[1] ?? "";
  const form = request.method === "GET" ? searchParams.toString() : await text(request);
  const key = request.headers["idempotency-key"] as string | undefined;
  const route = `${request.method} ${name ? pathname.replace(name, ":id") : pathname}`;
  return { route, name, key, form, asked: readForm(form) };
};

const execute = (book: Book, { route, name, asked }: Asked): Answer => {
  try {
    const act = acts[route];
    return act
      ? { status: 200, body: structuredClone(act(book, name, asked)) }
      : refused(404, "invalid_request_error", `Unrecognized request URL (${route})`);
  } catch (error) {
    if (error instanceof StripeRefusal) return { status: error.status, body: structuredClone({ error: error.error }) };
    throw error;
  }
};

/** Objects of one account in one mode, and the replies to its idempotency keys. */
type Ledger = { readonly book: Book; readonly stored: Map<string, Stored> };

/** Executes a request, or returns the reply that was stored for its key. */
const executeOnce = ({ book, stored }: Ledger, request: Asked): Answer => {
  const to = `${request.route} ${request.name} ${request.form}`;
  const before = request.key === undefined ? undefined : stored.get(request.key);
  if (before && before.to !== to)
    return refused(400, "idempotency_error", "Keys for idempotent requests can only be used with the same parameters");
  const done = before ?? { to, ...execute(book, request) };
  if (request.key !== undefined) stored.set(request.key, done);
  return done;
};

const openBook = (events: Thing[], isLive: boolean): Book => ({
  isLive,
  intents: new Map(),
  methods: new Map(),
  charges: new Map(),
  refunds: new Map(),
  refundFates: [],
  disputes: new Map(),
  tell: (type, about) =>
    void events.push({
      id: `evt_${randomBytes(10).toString("hex")}`,
      object: "event",
      type,
      created: seconds(),
      data: { object: structuredClone(about) },
    }),
});

/** Returns a function that keeps a separate ledger for each account and mode. */
const openLedgers = (events: Thing[]): ((holder: KeyHolder) => Ledger) => {
  const ledgers = new Map<string, Ledger>();
  return ({ account, isLive }) => {
    const name = `${account} ${isLive}`;
    const ledger = ledgers.get(name) ?? { book: openBook(events, isLive), stored: new Map() };
    ledgers.set(name, ledger);
    return ledger;
  };
};

const sign: StripeServer["sign"] = (body, { at = seconds(), secret = webhookSecret } = {}) =>
  `t=${at},v1=${createHmac("sha256", secret).update(`${at}.${body}`).digest("hex")}`;

type Serve = (incoming: IncomingMessage, reply: ServerResponse) => Promise<void>;

/** Listens on a free port of this machine. */
const listen = async (serve: Serve): Promise<Pick<StripeServer, "url" | "close">> => {
  const server = createServer((incoming, reply) => {
    serve(incoming, reply).catch((error: unknown) => reply.destroy(error as Error));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};

/** Starts a local Stripe on a free port of this machine. */
export const openStripeServer = async (): Promise<StripeServer> => {
  const events: Thing[] = [];
  const requests: Asked[] = [];
  const ledgers = openLedgers(events);
  const { book } = ledgers(keyHolders[secretKey] as KeyHolder);
  const { spoil, spoilBy, next } = plannedFaults();
  const holds = plannedHolds();

  const serve = async (incoming: IncomingMessage, reply: ServerResponse): Promise<void> => {
    const request = await readRequest(incoming);
    requests.push(request);
    const key = incoming.headers.authorization?.replace("Bearer ", "") ?? "";
    const holder = keyHolders[key];
    if (!holder) return send(reply, refused(401, "authentication_error", "Invalid API Key"));
    const fault = next(request.route);
    if (fault === "cut") return void incoming.socket.destroy();
    if (fault === "hang") return;
    if (fault === "fail") return send(reply, refused(500, "api_error", "Something went wrong"));
    const answer =
      request.route === "GET /v1/account" ? accountReply(key, holder) : executeOnce(ledgers(holder), request);
    if (fault === "lose") return void incoming.socket.destroy();
    await holds.pass(request.route);
    if (fault !== "late") send(reply, answer);
  };

  const { url, close } = await listen(serve);

  return {
    url,
    settings: settingsFor(url),
    intents: book.intents,
    events,
    requests,
    spoil,
    spoilBy,
    holdAnswer: holds.plan,
    ...dashboardOf(book),
    ...refundDesk(book),
    ...disputeDesk(book),
    paidFor: (orderId) =>
      [...book.charges.values()].filter(({ paid, metadata }) => paid && metadata.order_id === String(orderId)),
    sign,
    close,
  };
};
