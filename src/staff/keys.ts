import type { Database } from "../platform/database/database.ts";
import { readNumberCursor, writeCursor } from "../platform/http/cursor.ts";
import type { Permission, StaffIdentity } from "../platform/http/staff-access.ts";
import { refusal } from "../platform/refusal.ts";
import { recordAction } from "./actions.ts";
import type { Actor } from "./actor.ts";
import * as queries from "./keys.queries.ts";
import { hashOfSecret, newApiKey } from "./secrets.ts";

const dayMilliseconds = 86_400_000;
const shownCharacters = 4;

export type KeyOptions = {
  readonly name: string;
  readonly permissions: readonly Permission[];
  readonly lifetime_days: number;
};

type KeyRow = Awaited<ReturnType<typeof rowsOf>>[number];

/** Returns a page of API keys by number, and the cursor of the next page if there is one. */
export async function listKeys(db: Database, { limit, cursor }: { readonly limit: number; readonly cursor?: string }) {
  const after = cursor === undefined ? 0 : readNumberCursor(cursor);
  const rows = await rowsOf(db, after, limit + 1);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { keys: rows.slice(0, limit).map(shownKey), next: last && writeCursor([last.key_id]) };
}

/**
 * Makes an API key that acts for its maker, and returns it with its secret, which nobody can read later. Throws COM_02
 * with status 403 for a permission that the maker lacks.
 */
export async function createKey(db: Database, maker: StaffIdentity, options: KeyOptions, actor: Actor) {
  const lacking = options.permissions.find((one) => !maker.permissions.has(one));
  if (lacking !== undefined)
    throw refusal("COM_02", "permissions", {
      status: 403,
      message: `Invalid Data: you have not the permission ${lacking} yourself`,
    });
  const secret = newApiKey();
  const now = new Date();
  const wanted = {
    staffId: maker.staffId,
    name: options.name,
    ending: secret.slice(-shownCharacters),
    keyHash: hashOfSecret(secret),
    permissions: [...new Set(options.permissions)],
    now,
    expiresAt: new Date(now.getTime() + options.lifetime_days * dayMilliseconds),
  };
  return db.transaction(async (tx) => {
    const added = await tx.first(queries.addKey(wanted));
    if (!added) throw new Error("A key that was added is not there.");
    const shown = shownKey(added);
    recordAction(tx, actor, { act: "key.created", subject: `key ${added.key_id}`, after: stateOf(added) });
    return { ...shown, key: secret };
  });
}

/** Ends an API key. Throws COM_02 with status 404 when there is none of this number. */
export function removeKey(db: Database, keyId: number, actor: Actor): Promise<void> {
  return db.transaction(async (tx) => {
    const ended = await tx.first(queries.endKey(keyId, new Date()));
    if (!ended) throw refusal("COM_02", "key_id", { status: 404, message: "Invalid Data: there is no such API key" });
    recordAction(tx, actor, { act: "key.ended", subject: `key ${keyId}`, before: stateOf(ended) });
  });
}

function rowsOf(db: Database, after: number, limit: number) {
  return db.all(queries.listKeys(after, limit));
}

function stateOf({ staff_id, name, permissions, expires_at }: KeyRow): object {
  return { staff_id, name, permissions, expires_on: expires_at.toISOString() };
}

function shownKey({ created_at, expires_at, last_used_at, ...key }: KeyRow) {
  return {
    ...key,
    created_on: created_at.toISOString(),
    expires_on: expires_at.toISOString(),
    last_used_on: last_used_at?.toISOString() ?? null,
  };
}
