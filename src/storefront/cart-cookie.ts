import type { IncomingHttpHeaders } from "node:http";
import { isOwnCartId } from "../cart/index.ts";
import { cookieOf } from "../platform/http/cookies.ts";
import { paths } from "./addresses.ts";

const name = "cart";

/** Returns the id of the visitor's cart; undefined without one, or with an id that the shop did not give out. */
export function cartIn(headers: Pick<IncomingHttpHeaders, "cookie">): string | undefined {
  const sent = cookieOf(headers, name);
  return sent !== undefined && isOwnCartId(sent) ? sent : undefined;
}

/**
 * Returns the cookie that holds a cart's id. No script reads it, no other site sends it along with a form, and browsers
 * send it to the cart's pages alone, so that all other pages can be cached for everybody.
 */
export function cartCookie(cartId: string, options: { readonly isSecure: boolean; readonly days: number }): string {
  const age = options.days * 24 * 60 * 60;
  return `${name}=${cartId}; Path=${paths.cart}; Max-Age=${age}; HttpOnly; SameSite=Lax${options.isSecure ? "; Secure" : ""}`;
}
