import { randomBytes } from "node:crypto";
import { home } from "../../test/support/clients/buyers.ts";
import { diceFor, type Dice } from "../../tools/stress/dice.ts";
import { json } from "../accounts.ts";
import { askOf, type Ask } from "../stress/catalogue.ts";

/** A customer with an address, and what the latest sign-in or refresh returned. */
export type Shopper = {
  readonly email: string;
  readonly password: string;
  accessToken: string;
  /** Undefined while it is exchanged: it works once. */
  refreshToken: string | undefined;
};
/** A cart that holds something, and its latest line. */
export type FilledCart = { readonly cartId: string; readonly itemId: number };
export type PlacedOrder = { readonly orderId: number; readonly accessToken: string };

/** What shoppers know of a shop and own there. Carts and unpaid orders are taken out while a request changes them. */
export type World = {
  readonly dice: Dice;
  /** Share of lists and of searches that are made anew: nobody has asked for the same before. */
  readonly anew: { readonly lists: number; readonly searches: number };
  readonly products: number;
  readonly words: readonly string[];
  readonly shoppers: readonly Shopper[];
  readonly carts: FilledCart[];
  readonly unpaid: PlacedOrder[];
  readonly paid: PlacedOrder[];
  /** Returns a name that no other world has. */
  newName(): string;
};

export type WorldOptions = { readonly url: string; readonly seed: number; readonly anew: World["anew"] };

const password = "twill and denim 9";
/** Enough that a refresh rarely finds every session being refreshed, and few enough to be registered in seconds. */
const shopperCount = 60;

/** Registers shoppers in a shop that holds the sample and runs with RATE_LIMIT=off. */
export async function openWorld({ url, seed, anew }: WorldOptions): Promise<World> {
  const begin = `bench-${randomBytes(4).toString("hex")}`;
  let names = 0;
  const newName = (): string => `${begin}-${(names += 1)}`;
  const ask = askOf(url);
  const { count } = await ask<{ count: number }>("/products?limit=1");
  const shoppers: Shopper[] = [];
  while (shoppers.length < shopperCount) shoppers.push(await register(url, `${newName()}@example.com`));
  return {
    dice: diceFor(seed, "shoppers")(0),
    anew,
    products: count,
    words: await wordsOf(ask),
    shoppers,
    carts: [],
    unpaid: [],
    paid: [],
    newName,
  };
}

async function register(url: string, email: string): Promise<Shopper> {
  const opened = await send(url, "POST", "/customers", { body: { name: "A Buyer", email, password } });
  const { accessToken, refresh_token } = (await opened.json()) as { accessToken: string; refresh_token: string };
  await send(url, "PUT", "/customers/address", { body: home, headers: { "user-key": accessToken } });
  return { email, password, accessToken, refreshToken: refresh_token };
}

type Sent = { readonly body: object; readonly headers?: Readonly<Record<string, string>> };

async function send(url: string, method: string, path: string, { body, headers = {} }: Sent): Promise<Response> {
  const reply = await fetch(url + path, { method, headers: { ...json, ...headers }, body: JSON.stringify(body) });
  if (!reply.ok) throw new Error(`The shop could not be prepared: ${reply.status} ${await reply.text()}`);
  return reply;
}

/** Returns the words of the products' names. */
async function wordsOf(ask: Ask): Promise<string[]> {
  const { rows } = await ask<{ rows: readonly { readonly name: string }[] }>("/products?limit=100");
  const words = rows.flatMap(({ name }) => name.toLowerCase().match(/[a-z]{4,}/g) ?? []);
  return [...new Set(words)];
}
