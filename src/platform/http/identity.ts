import type { IncomingHttpHeaders } from "node:http";
import { Refusal } from "../refusal.ts";

/** The signed-in customer, as the access token proves it. */
export type Identity = { readonly customerId: number; readonly sessionId: string };

/** Identifies the customer. Throws AUT_01 without a token, AUT_02 when the token is invalid. */
export type Identify = (headers: IncomingHttpHeaders) => Promise<Identity>;

const bearer = /^Bearer\s+(\S+)\s*$/i;

/** Identifies the customer where signing in is optional: an invalid token counts as none. */
export async function identifyIfSignedIn(
  identify: Identify,
  headers: IncomingHttpHeaders,
): Promise<Identity | undefined> {
  try {
    return await identify(headers);
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) return undefined;
    throw error;
  }
}

/**
 * Returns the access token of a request, from `USER-KEY: Bearer …` or `Authorization: Bearer …`, also without `Bearer`;
 * undefined when neither has one.
 */
export function tokenOf(headers: IncomingHttpHeaders): string | undefined {
  const sent = [headers["user-key"], headers.authorization]
    .flat()
    .filter((value) => value !== undefined && value.trim() !== "");
  if (sent.length === 0) return undefined;
  const found = sent.map((value) => bearer.exec(value ?? "")?.[1]).find((token) => token !== undefined);
  return found ?? (/^Bearer\s*$/i.test(sent[0] ?? "") ? undefined : sent[0]);
}
