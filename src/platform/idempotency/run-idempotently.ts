import { setTimeout as delay } from "node:timers/promises";
import type { Database, Writer } from "../database/database.ts";
import { inFlight, reused, type KeyedRequest } from "./idempotency-key.ts";
import * as queries from "./idempotency.queries.ts";

const keptHours = 24;
/**
 * How long a concurrent request with the same key waits for the reply before it gets 409, in milliseconds; it holds no
 * connection meanwhile.
 */
const patienceMilliseconds = 1000;
const pauseMilliseconds = 50;

export type IdempotentResult<Reply> = { readonly reply: Reply; readonly isReplayed: boolean };

class ConcurrentRequest extends Error {}
const keptTwice = {
  idempotency_key_pkey: new ConcurrentRequest(),
  cart_idempotency_key_pkey: new ConcurrentRequest(),
  staff_idempotency_key_pkey: new ConcurrentRequest(),
};

type Kept = { readonly request_hash: Buffer; readonly reply: unknown };

/** Runs the work like `runIdempotently` if the request has a key, otherwise simply in a transaction. */
export async function runIdempotentlyIfKeyed<Reply>(
  db: Database,
  request: KeyedRequest | undefined,
  work: (tx: Writer) => Promise<Reply>,
  wants: readonly string[] = [],
): Promise<IdempotentResult<Reply>> {
  return request
    ? runIdempotently(db, request, work, wants)
    : { reply: await db.transaction(work, wants), isReplayed: false };
}

/**
 * Runs the work once per key: a repeated request gets the same reply. A refusal is not stored, so the key can be used
 * again.
 */
export async function runIdempotently<Reply>(
  db: Database,
  request: KeyedRequest,
  work: (tx: Writer) => Promise<Reply>,
  wants: readonly string[] = [],
): Promise<IdempotentResult<Reply>> {
  const giveUpAt = Date.now() + patienceMilliseconds;
  for (;;) {
    try {
      return await attempt(db, request, work, wants);
    } catch (error) {
      // Whatever failed here, for example because a concurrent request with the same key has just emptied the cart: the
      // stored reply of that request is the answer.
      const kept = await db.first(queries.keptReply(request, new Date()));
      if (kept) return replayOf<Reply>(request, kept);
      if (!(error instanceof ConcurrentRequest)) throw error;
      if (Date.now() > giveUpAt) throw inFlight();
      await delay(pauseMilliseconds);
    }
  }
}

/**
 * Stores the reply in the work's own transaction: both are committed or neither is. The advisory lock only detects
 * concurrent requests early; the key's row alone guarantees that there is one reply.
 */
function attempt<Reply>(
  db: Database,
  request: KeyedRequest,
  work: (tx: Writer) => Promise<Reply>,
  wants: readonly string[],
): Promise<IdempotentResult<Reply>> {
  return db.transaction(async (tx) => {
    const now = new Date();
    const found = await tx.first(queries.claimKey(request, now));
    if (found?.request_hash && !found.is_over)
      return replayOf<Reply>(request, { request_hash: found.request_hash, reply: found.reply });
    if (!found?.is_alone) throw new ConcurrentRequest();
    if (found.is_over) tx.send(queries.forgetOldReply(request, now));
    const reply = await work(tx);
    const expiresAt = new Date(now.getTime() + keptHours * 3_600_000);
    tx.send(queries.keepReply({ ...request, reply, expiresAt }), keptTwice);
    return { reply, isReplayed: false };
  }, wants);
}

function replayOf<Reply>({ requestHash }: KeyedRequest, kept: Kept): IdempotentResult<Reply> {
  if (!requestHash.equals(kept.request_hash)) throw reused();
  return { reply: kept.reply as Reply, isReplayed: true };
}
