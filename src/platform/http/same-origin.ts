import type { FastifyRequest } from "fastify";
import { refusal } from "../refusal.ts";

/**
 * Throws COM_02 with status 403 when a page of another origin made the browser send a request. Browsers say so in
 * `Sec-Fetch-Site`; older ones name the origin in `Origin`. `unknown` decides about a request with neither header, which
 * comes from a program.
 */
export function requireSameOrigin(
  { headers, host }: Pick<FastifyRequest, "headers" | "host">,
  unknown: "admit" | "refuse",
): void {
  const site = headers["sec-fetch-site"];
  const { origin } = headers;
  const isSame =
    site !== undefined ? site === "same-origin" : origin === undefined ? unknown === "admit" : hostOf(origin) === host;
  if (!isSame)
    throw refusal("COM_02", "", {
      status: 403,
      message: "Invalid Data: the request comes from a page of another site",
    });
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
