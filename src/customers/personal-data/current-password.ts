import type { FastifyReply } from "fastify";

/** The password in the header `Current-Password`, where a request has no body. Headers carry no letters but ASCII's: it is percent-encoded. */
export function givenPassword({ request: { headers } }: FastifyReply): string | undefined {
  const sent = headers["current-password"];
  if (typeof sent !== "string" || sent === "") return undefined;
  try {
    return decodeURIComponent(sent);
  } catch {
    return sent;
  }
}
