import type { IncomingHttpHeaders } from "node:http";
import { refusal } from "../platform/refusal.ts";

/**
 * Throws a refusal for a form that a browser sends from another site. `Sec-Fetch-Site` says where it comes from; browsers
 * that lack it, or leave it out without TLS, name the form's origin instead. A request with neither comes from no browser
 * that would send a visitor's cookie along with another site's form.
 */
export function requireSameOrigin(headers: IncomingHttpHeaders): void {
  if (!isOwn(headers))
    throw refusal("COM_02", "", { status: 403, message: "Invalid Data: another site sent this form" });
}

function isOwn({ "sec-fetch-site": site, origin, host }: IncomingHttpHeaders): boolean {
  if (site !== undefined) return site === "same-origin" || site === "none";
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
}
