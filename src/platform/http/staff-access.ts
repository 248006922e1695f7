import type { FastifyRequest } from "fastify";
import { refusal } from "../refusal.ts";
import { requireSameOrigin } from "./same-origin.ts";

/** What staff may be allowed. A role is a set of these, and so are the scopes of an API key. */
export const permissions = [
  "catalogue:read",
  "catalogue:write",
  "orders:read",
  "orders:write",
  "customers:read",
  "customers:write",
  "actions:read",
  "staff:read",
  "staff:manage",
  "keys:manage",
] as const;

export type Permission = (typeof permissions)[number];

/** What an operation for staff asks of its caller. */
export type StaffNeeds = {
  readonly permission: Permission | "any staff";
  /**
   * `session`: an API key will not do. `recent proof`: nor will a session in which password and code were given more
   * than 15 minutes ago.
   */
  readonly proof?: "session" | "recent proof";
};

/** The member of staff who calls, in a session or by an API key. */
export type StaffIdentity = {
  readonly staffId: number;
  readonly name: string;
  readonly email: string;
  readonly role: string;
  readonly permissions: ReadonlySet<Permission>;
  /** Number of the API key; undefined in a session. */
  readonly keyId: number | undefined;
  /** The session; undefined for an API key. */
  readonly session: StaffSession | undefined;
};

export type StaffSession = {
  readonly tokenHash: Buffer;
  /** When password and code were given last. */
  readonly confirmedAt: Date;
  readonly expiresAt: Date;
};

/** Identifies the member of staff. Throws AUT_01 without session and key, AUT_02 when they are invalid. */
export type IdentifyStaff = (request: StaffRequest) => Promise<StaffIdentity>;

/** What of a request tells who sent it, and from where. */
export type StaffRequest = Pick<FastifyRequest, "headers" | "host" | "method" | "protocol">;

const freshMinutes = 15;
const safeMethods: readonly string[] = ["GET", "HEAD"];

/**
 * Throws COM_02 with status 403 when the caller lacks what the operation needs, or when another site made the browser
 * send the request: a browser adds the session's cookie by itself.
 */
export function admit(request: StaffRequest, staff: StaffIdentity, { permission, proof }: StaffNeeds): StaffIdentity {
  if (staff.session && !safeMethods.includes(request.method)) requireSameOrigin(request, "refuse");
  if (permission !== "any staff" && !staff.permissions.has(permission))
    throw forbidden(`this needs the permission ${permission}`);
  if (proof === undefined) return staff;
  if (!staff.session) throw forbidden("this needs a session: an API key will not do");
  const isFresh = Date.now() - staff.session.confirmedAt.getTime() <= freshMinutes * 60_000;
  if (proof === "recent proof" && !isFresh)
    throw forbidden(`confirm your session: you gave password and code more than ${freshMinutes} minutes ago`, "code");
  return staff;
}

/** Returns what an operation needs, as a sentence for the API document; empty where any member of staff will do. */
export function needsInWords({ permission, proof }: StaffNeeds): string {
  const parts = [
    ...(permission === "any staff" ? [] : [`the permission \`${permission}\``]),
    ...(proof === "session" ? ["a session, not an API key"] : []),
    ...(proof === "recent proof" ? ["a session in which password and code were given within 15 minutes"] : []),
  ];
  return parts.length === 0 ? "" : `Needs ${parts.join(" and ")}.`;
}

/** Returns whether `admit` may refuse an operation. */
export function mayForbid(method: string, { permission, proof }: StaffNeeds): boolean {
  return permission !== "any staff" || proof !== undefined || !safeMethods.includes(method);
}

function forbidden(message: string, field = "") {
  return refusal("COM_02", field, { status: 403, message: `Invalid Data: ${message}` });
}
