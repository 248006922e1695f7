import { randomBytes } from "node:crypto";
import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { newCartId } from "../../../src/cart/cart-numbers.ts";
import type { App } from "../../../src/platform/http/server.ts";
import { crowd, upTo } from "../crowd.ts";
import { isFull } from "../trials.ts";

/** Parsed JSON, of which a test may read any field. */
export type Json = ReturnType<typeof JSON.parse>;

export type Reply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Json;
};
type Body = Readonly<Record<string, unknown>>;
/** Sends a request and returns the reply, whatever its status. */
export type Ask = (
  method: "GET" | "POST" | "PUT" | "DELETE",
  path: string,
  body?: Body,
  headers?: Readonly<Record<string, string>>,
) => Promise<Reply>;

const read = (text: string): unknown => (text === "" ? undefined : JSON.parse(text));

/** Sends requests to a server without a network. */
export const askingApp =
  (app: App): Ask =>
  async (method, url, payload, headers = {}) => {
    const reply = await app.inject({ method, url, headers, ...(payload ? { payload } : {}) });
    return { status: reply.statusCode, headers: reply.headers, body: read(reply.body) };
  };

/** Maximum time to wait for a reply. */
const longestMilliseconds = 60_000;

/**
 * Sends requests to a server over keep-alive sockets. It never retries: a request that is cut or cannot connect
 * rejects, so that the caller knows.
 */
export const askingUrl = (url: string): Ask => {
  const agent = new Agent({ keepAlive: true });
  return (method, path, body, headers = {}) =>
    new Promise((resolve, reject) => {
      const payload = body && Buffer.from(JSON.stringify(body));
      const described = payload && { "content-type": "application/json", "content-length": payload.length };
      const asked = request(`${url}${path}`, { method, agent, headers: { ...described, ...headers } }, (reply) => {
        const answered = async () => {
          resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: read(await text(reply)) });
        };
        answered().catch(reject);
      });
      asked.setTimeout(longestMilliseconds, () => void asked.destroy(new Error(`${method} ${path}: no answer`)));
      asked.on("error", reject).end(payload);
    });
};

/**
 * Retries on 503, which happens when other tests use the processor. A full run has the machine to itself and takes the
 * first reply.
 */
export const patient = (ask: Ask): Ask => (isFull ? ask : comingAgain(ask));

const mostTries = 5;
const comingAgain =
  (ask: Ask): Ask =>
  async (...asked) => {
    for (let tries = 1; ; tries += 1) {
      const reply = await ask(...asked);
      if (reply.status !== 503 || tries === mostTries) return reply;
      await delay(Number(reply.headers["retry-after"] ?? 1) * 1000);
    }
  };

/** A signed-in customer with an address. */
export type Buyer = {
  readonly customerId: number;
  readonly email: string;
  /** Value of the header USER-KEY. */
  readonly token: string;
  /** The buyer's network address, sent as a proxy sends it, so that each buyer has separate limits by address. */
  readonly network: string;
  /** Sends requests as this buyer. */
  readonly ask: Ask;
};

const from =
  (ask: Ask, network: string): Ask =>
  (method, path, body, headers) =>
    ask(method, path, body, { "x-forwarded-for": network, ...headers });

const signedIn = (ask: Ask, { token, network }: Pick<Buyer, "token" | "network">): Ask =>
  from((method, path, body, headers) => ask(method, path, body, { "user-key": token, ...headers }), network);

/** Returns the buyer on another server. */
export const elsewhere = (buyer: Buyer, ask: Ask): Buyer => ({ ...buyer, ask: signedIn(ask, buyer) });

export const home = {
  address_1: "1 Loom Lane",
  city: "Paterson",
  region: "NJ",
  postal_code: "07505",
  country: "USA",
  shipping_region_id: 2,
} as const;

const succeeded = ({ status, body }: Reply): Json => {
  if (status !== 200) throw new Error(`Answered ${status}: ${JSON.stringify(body)}`);
  return body;
};

/** Registers a customer, by default with an address. Retries on 503, because registration is never what is tested. */
export const newBuyer = async (ask: Ask, address: Body | null = home): Promise<Buyer> => {
  const email = `${randomBytes(6).toString("hex")}@example.com`;
  const network = `10.${randomBytes(3).join(".")}`;
  const { customer, accessToken: token } = succeeded(
    await comingAgain(from(ask, network))("POST", "/customers", {
      name: "Ada Weaver",
      email,
      password: "twill and denim 9",
    }),
  );
  const known = { customerId: customer.customer_id as number, email, token: token as string, network };
  const buyer = { ...known, ask: signedIn(ask, known) };
  if (address) succeeded(await comingAgain(buyer.ask)("PUT", "/customers/address", address));
  return buyer;
};

/** Orders per buyer: a shop may limit what one customer leaves unpaid. */
const ordersOfEach = 3;

/** Registers enough buyers for this many orders, none of whom leaves more than a few unpaid. */
export const buyersFor = (orders: number, ask: Ask): Promise<Buyer[]> =>
  crowd(upTo(Math.ceil(orders / ordersOfEach)), 4, () => newBuyer(ask));

export type Wanted = { readonly product_id: number; readonly attributes?: string; readonly quantity?: number };

/** Fills a new cart and returns its id. */
export const filledCart = async (ask: Ask, wanted: readonly Wanted[] = [{ product_id: 1 }]): Promise<string> => {
  const cart_id = newCartId();
  for (const line of wanted)
    succeeded(await patient(ask)("POST", "/shoppingcart/add", { cart_id, attributes: "M, White", ...line }));
  return cart_id;
};

/** Terms of an order: 7 days to the US, with sales tax. */
export const terms = { shipping_id: 3, tax_id: 1 } as const;

/** Places an order of a new cart and returns its number. */
export const placedOrder = async ({ ask }: Pick<Buyer, "ask">, wanted?: readonly Wanted[]): Promise<number> =>
  succeeded(await patient(ask)("POST", "/orders", { cart_id: await filledCart(ask, wanted), ...terms })).orderId;
