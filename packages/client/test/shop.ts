import { randomBytes } from "node:crypto";
import { testShop, type TestShop } from "../../../test/support/servers/shop.ts";
import { keptInMemory, type SessionStorage } from "../src/session.ts";
import { openShop, type Shop, type ShopOptions } from "../src/shop.ts";

/** Stands between a client and the shop: sends a request on, or answers in the shop's place. */
export type Between = (request: Request, sendOn: () => Promise<Response>) => Promise<Response>;

export type Client = {
  readonly shop: Shop;
  readonly storage: SessionStorage;
  /** What was sent, such as `GET /products`. */
  readonly sent: readonly string[];
  readonly requests: readonly Request[];
};

type ClientOptions = Omit<ShopOptions, "url" | "fetch"> & { readonly between?: Between };

/** Opens a sample shop that listens, for the tests of a file; returns a function that opens clients of it. */
export function listeningShop(): { shop: () => TestShop; url: () => string; open(options?: ClientOptions): Client } {
  const shop = testShop({
    // Each test has customers of its own, all of them at one address.
    settings: { RATE_LIMIT: "off" },
    listens: true,
  });
  const url = () => shop().address;
  return { shop, url, open: (options) => openClient(url(), options) };
}

/** Returns a new customer's fields. */
export function newCustomer() {
  return {
    name: "Ada Weaver",
    email: `${randomBytes(6).toString("hex")}@example.com`,
    password: "twill and denim 9",
  };
}

/** Where orders of the tests go. */
export const address = {
  address_1: "1 Loom Lane",
  city: "Paterson",
  region: "NJ",
  postal_code: "07505",
  country: "USA",
  shipping_region_id: 2,
} as const;

/** Key under which the clients of these tests keep their session. */
const storageKey = "session";

/** Changes the session that a client keeps. */
export function changeKept({ storage }: Client, changes: Readonly<Record<string, unknown>>): void {
  const kept: object = JSON.parse(storage.getItem(storageKey) ?? "{}");
  storage.setItem(storageKey, JSON.stringify({ ...kept, ...changes }));
}

/** Returns the session that a client keeps. */
export function kept({ storage }: Client): Readonly<Record<string, unknown>> | null {
  return JSON.parse(storage.getItem(storageKey) ?? "null");
}

function openClient(
  url: string,
  { between = (_, sendOn) => sendOn(), storage = keptInMemory(), ...options }: ClientOptions = {},
): Client {
  const requests: Request[] = [];
  const sent: string[] = [];
  const fetch: typeof globalThis.fetch = (input, init) => {
    const request = new Request(input, init);
    requests.push(request.clone());
    sent.push(`${request.method} ${new URL(request.url).pathname}`);
    return between(request, () => globalThis.fetch(request));
  };
  return { shop: openShop({ url, fetch, storage, storageKey, ...options }), storage, sent, requests };
}
