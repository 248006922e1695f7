import type { FastifyReply } from "fastify";
import { cookieOf } from "./cookies.ts";
import type { StaffRequest, StaffSession } from "./staff-access.ts";

/** Browsers take a cookie with this prefix only over TLS, and only from this very host. */
const name = "__Host-staff_session";
/** For plain HTTP on the own machine, where a browser may refuse a cookie that is `Secure`. */
const localName = "staff_session";

const tokenShape = /^[\w-]{43}$/;
const localHost = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/;

/** Returns the token of the session's cookie; undefined where there is none. */
export function sessionTokenOf(request: StaffRequest): string | undefined {
  const { headers } = request;
  const token = cookieOf(headers, name) ?? (isPlainAndLocal(request) ? cookieOf(headers, localName) : undefined);
  return token !== undefined && tokenShape.test(token) ? token : undefined;
}

export function setSessionCookie(
  reply: FastifyReply,
  token: string,
  { expiresAt }: Pick<StaffSession, "expiresAt">,
): FastifyReply {
  const seconds = Math.max(0, Math.floor((expiresAt.getTime() - Date.now()) / 1000));
  return reply.header("set-cookie", cookie(reply.request, token, seconds));
}

export function clearSessionCookie(reply: FastifyReply): FastifyReply {
  return reply.header("set-cookie", cookie(reply.request, "", 0));
}

function cookie(request: StaffRequest, value: string, seconds: number): string {
  const isLocal = isPlainAndLocal(request);
  const attributes = `Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${isLocal ? "" : "; Secure"}`;
  return `${isLocal ? localName : name}=${value}; ${attributes}`;
}

function isPlainAndLocal({ protocol, host }: StaffRequest): boolean {
  return protocol === "http" && localHost.test(host);
}
