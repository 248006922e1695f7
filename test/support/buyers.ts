import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { App } from "../../src/platform/http/server.ts";
import { isFull } from "./trials.ts";

/** What was parsed from JSON: a test looks into it as it likes. */
export type Json = ReturnType<typeof JSON.parse>;

export type Reply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Json;
};
type Body = Readonly<Record<string, unknown>>;
/** Sends a request and answers the reply, whatever its status. */
export type Ask = (
  method: "GET" | "POST" | "PUT" | "DELETE",
  path: string,
  body?: Body,
  headers?: Readonly<Record<string, string>>,
) => Promise<Reply>;

const read = (text: string): unknown => (text === "" ? undefined : JSON.parse(text));

/** Asks a server without a network between. */
export const askingApp =
  (app: App): Ask =>
  async (method, url, payload, headers = {}) => {
    const reply = await app.inject({ method, url, headers, ...(payload ? { payload } : {}) });
    return { status: reply.statusCode, headers: reply.headers, body: read(reply.body) };
  };

/** Asks a server over a socket. */
export const askingUrl =
  (url: string): Ask =>
  async (method, path, body, headers = {}) => {
    const reply = await fetch(`${url}${path}`, {
      method,
      headers: { ...(body ? { "content-type": "application/json" } : {}), ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: reply.status, headers: Object.fromEntries(reply.headers), body: read(await reply.text()) };
  };

/**
 * Comes again when told that the shop cannot answer now, as happens where other tests take the processor. A full run,
 * which has the machine for itself, takes the first answer.
 */
export const patient =
  (ask: Ask): Ask =>
  async (...asked) => {
    for (let tries = 1; ; tries += 1) {
      const reply = await ask(...asked);
      if (isFull || reply.status !== 503 || tries === mostTries) return reply;
      await delay(Number(reply.headers["retry-after"]) * 1000);
    }
  };
const mostTries = 5;

/** Somebody who is signed in and has an address. */
export type Buyer = {
  readonly customerId: number;
  readonly email: string;
  /** As the header USER-KEY takes it. */
  readonly token: string;
  /** Asks as this buyer. */
  readonly ask: Ask;
};

/** A buyer who asks another server. */
export const elsewhere = (buyer: Buyer, ask: Ask): Buyer => ({ ...buyer, ask: signedIn(ask, buyer.token) });

const signedIn =
  (ask: Ask, token: string): Ask =>
  (method, path, body, headers) =>
    ask(method, path, body, { "user-key": token, ...headers });

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

/** Opens an account; with an address unless told otherwise. */
export const newBuyer = async (ask: Ask, address: Body | null = home): Promise<Buyer> => {
  const email = `${randomBytes(6).toString("hex")}@example.com`;
  const { customer, accessToken } = succeeded(
    await ask("POST", "/customers", { name: "Ada Weaver", email, password: "twill and denim 9" }),
  );
  const buyer = {
    customerId: customer.customer_id as number,
    email,
    token: accessToken as string,
    ask: signedIn(ask, accessToken),
  };
  if (address) succeeded(await buyer.ask("PUT", "/customers/address", address));
  return buyer;
};

export type Wanted = { readonly product_id: number; readonly attributes?: string; readonly quantity?: number };

/** Puts things into a fresh cart and answers its id. */
export const filledCart = async (ask: Ask, wanted: readonly Wanted[] = [{ product_id: 1 }]): Promise<string> => {
  const cart_id = randomBytes(12).toString("hex");
  for (const line of wanted)
    succeeded(await ask("POST", "/shoppingcart/add", { cart_id, attributes: "M, White", ...line }));
  return cart_id;
};

/** What an order asks for: 7 days to the US, with sales tax. */
export const terms = { shipping_id: 3, tax_id: 1 } as const;

/** Places an order of a fresh cart and answers its number. */
export const placedOrder = async ({ ask }: Pick<Buyer, "ask">, wanted?: readonly Wanted[]): Promise<number> =>
  succeeded(await ask("POST", "/orders", { cart_id: await filledCart(ask, wanted), ...terms })).orderId;
