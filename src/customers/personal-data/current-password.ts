import type { IncomingHttpHeaders } from "node:http";

/**
 * Returns the password in the header `Current-Password`, for requests without a body. It is percent-encoded, as headers
 * carry ASCII only.
 */
export function givenPassword(headers: IncomingHttpHeaders): string | undefined {
  const sent = headers["current-password"];
  if (typeof sent !== "string" || sent === "") return undefined;
  try {
    return decodeURIComponent(sent);
  } catch {
    return sent;
  }
}
