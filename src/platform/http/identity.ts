import type { IncomingHttpHeaders } from "node:http";

/** Who is asking, as an access token proved it. */
export type Identity = { readonly customerId: number; readonly sessionId: string };

/** Finds out who is asking; refuses with AUT_01 without a token, with AUT_02 when it proves nothing. */
export type Identify = (headers: IncomingHttpHeaders) => Promise<Identity>;

const bearer = /^Bearer\s+(\S+)\s*$/i;

/** The access token of a request: `USER-KEY: Bearer …` or `Authorization: Bearer …`; undefined when neither is sent. */
export function tokenOf(headers: IncomingHttpHeaders): string | undefined {
  const sent = [headers["user-key"], headers.authorization]
    .flat()
    .filter((value) => value !== undefined && value.trim() !== "");
  if (sent.length === 0) return undefined;
  const found = sent.map((value) => bearer.exec(value ?? "")?.[1]).find((token) => token !== undefined);
  return found ?? (/^Bearer\s*$/i.test(sent[0] ?? "") ? undefined : sent[0]);
}
