import type { Database } from "../platform/database/database.ts";
import { tokenOf } from "../platform/http/identity.ts";
import { sessionTokenOf } from "../platform/http/staff-cookie.ts";
import type { IdentifyStaff, Permission, StaffIdentity } from "../platform/http/staff-access.ts";
import { refusal } from "../platform/refusal.ts";
import { noteUse } from "./keys.queries.ts";
import { permissionsOf } from "./roles.ts";
import { hashOfSecret, isApiKey } from "./secrets.ts";
import { staffOfKey, staffOfSession } from "./sessions.queries.ts";

/** How exactly the last use of a key is known, in milliseconds: each request would write otherwise. */
const usePauseMilliseconds = 60_000;

/**
 * Identifies staff by API key or session. Every request asks the primary database, so that what ended there has ended on
 * every server at once.
 */
export function identifyBy(db: Database): IdentifyStaff {
  return (request) => {
    const token = tokenOf(request.headers);
    if (token !== undefined) return identifyKey(db, token);
    const sessionToken = sessionTokenOf(request);
    if (sessionToken === undefined) return Promise.reject(refusal("AUT_01"));
    return identifySession(db, sessionToken);
  };
}

async function identifyKey(db: Database, token: string): Promise<StaffIdentity> {
  const now = new Date();
  const found = isApiKey(token) ? await db.first(staffOfKey(hashOfSecret(token), now)) : undefined;
  if (!found) throw refusal("AUT_02");
  const { key_id: keyId, staff_id: staffId, last_used_at: usedAt, name, email, role } = found;
  if (!usedAt || now.getTime() - usedAt.getTime() >= usePauseMilliseconds) await db.all(noteUse(keyId, now));
  const allowed = permissionsOf(role);
  const permissions = new Set(found.permissions.filter((one): one is Permission => allowed.has(one as Permission)));
  return { staffId, name, email, role, permissions, keyId, session: undefined };
}

async function identifySession(db: Database, token: string): Promise<StaffIdentity> {
  const tokenHash = hashOfSecret(token);
  const found = await db.first(staffOfSession(tokenHash, new Date()));
  if (!found) throw refusal("AUT_02");
  const { staff_id: staffId, confirmed_at: confirmedAt, expires_at: expiresAt, name, email, role } = found;
  const session = { tokenHash, confirmedAt, expiresAt };
  return { staffId, name, email, role, permissions: permissionsOf(role), keyId: undefined, session };
}
