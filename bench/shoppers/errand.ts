import { json } from "../accounts.ts";
import type { Shopper } from "./world.ts";

/** The kinds of requests that shoppers send. */
export const kinds = [
  "departments",
  "list",
  "search",
  "product",
  "shipping",
  "read cart",
  "change cart",
  "sign in",
  "refresh",
  "account",
  "order",
  "payment",
] as const;
export type Kind = (typeof kinds)[number];

/** What a shopper wants: one request, and what the shopper keeps of its reply. */
export type Errand = {
  readonly kind: Kind;
  readonly path: string;
  readonly method?: "GET" | "POST" | "PUT";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly learn?: (reply: never) => void;
};

/** Returns the bytes of an errand's request. Like a browser, it takes a compressed reply, unless the reply is read. */
export function requestText({ path, method = "GET", headers = {}, body, learn }: Errand, host: string): string {
  const text = body ? JSON.stringify(body) : "";
  const all = {
    host,
    ...headers,
    ...(learn ? {} : { "accept-encoding": "gzip, deflate, br" }),
    ...(body ? { ...json, "content-length": String(Buffer.byteLength(text)) } : {}),
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n${text}`;
}

/** Returns the header of a signed-in shopper. */
export function signedIn({ accessToken }: Pick<Shopper, "accessToken">): Readonly<Record<string, string>> {
  return { "user-key": accessToken };
}
