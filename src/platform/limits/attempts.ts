import { createHash } from "node:crypto";
import type { FastifyReply } from "fastify";
import type { Database, Writer } from "../database/database.ts";
import { Refusal, refusal } from "../refusal.ts";
import * as queries from "./limits.queries.ts";

/** How often something may be tried: `limit` times in `seconds` for each `key`. */
export type Limit = {
  readonly name: string;
  readonly key: string;
  readonly limit: number;
  readonly seconds: number;
  /** Nothing is told of it before it is used up: how much is left would tell what others did. */
  readonly isSilent?: boolean;
};

/** What uses up a limit is counted before it is done (`attempt`), a guess once it was wrong (`guess`). */
export type Attempts = {
  /** Refuses with COM_29 when one of the limits is used up. Counts nothing. */
  requireRoom(reply: FastifyReply, limits: readonly Limit[]): Promise<void>;
  /** The same, after all that is being counted at this moment: of what comes at once, too, no more finds room than may. */
  requireRoomInTurn(reply: FastifyReply, limits: readonly Limit[]): Promise<void>;
  /** Counts once against every limit; where one is used up, refuses with COM_29 and counts against none. */
  spend(reply: FastifyReply, limits: readonly Limit[]): Promise<void>;
  /** What was counted does not count after all. */
  takeBack(limits: readonly Limit[]): Promise<void>;
};

type Counted = Omit<Limit, "key"> & { readonly remaining: number; readonly resetSeconds: number };

type Row = { readonly bucket: string; readonly count: number; readonly resets_at: Date };

/** For load tests: nothing is counted, nothing refused. */
export const unlimited: Attempts = {
  requireRoom: nothing,
  requireRoomInTurn: nothing,
  spend: nothing,
  takeBack: nothing,
};

type Call = { readonly attempts: Attempts; readonly reply: FastifyReply };

/** Within a transaction: these limits begin anew. */
export function emptyBuckets(tx: Writer, limits: readonly Pick<Limit, "name" | "key">[]): void {
  for (const bucket of limits.map(bucketOf).toSorted()) tx.send(queries.emptyBucket(bucket));
}

/** Counts attempts in the database, so that all servers count together. */
export function countAttempts(db: Database): Attempts {
  const requireRoom = requiringRoom(db);
  /** In all buckets or, where one would hold more than its most, in none. */
  const count = async (reply: FastifyReply, limits: readonly Limit[], counts: readonly queries.Counting[]) => {
    const now = new Date();
    let overtaken = false;
    const refuse = (detail: string): Refusal => {
      overtaken = true;
      return tooOften(now)(detail);
    };
    try {
      return await db.transaction(
        (tx) => Promise.all(counts.map((one) => tx.all(queries.countAttempt(one), { attempts_are_few_check: refuse }))),
        counts.map(({ bucket }) => bucket),
      );
    } catch (error) {
      // Others were quicker. What is told is how full it is now.
      if (overtaken) await requireRoom(reply, limits);
      throw error;
    }
  };

  return {
    requireRoom,
    async requireRoomInTurn(reply, limits) {
      const nothingMore = countings(limits, 0, new Date());
      await count(
        reply,
        limits,
        nothingMore.map((one) => ({ ...one, most: one.most - 1 })),
      );
    },
    async spend(reply, limits) {
      // Whoever comes again and again to a limit that is used up writes nothing.
      await requireRoom(reply, limits);
      const now = new Date();
      const rows = await count(reply, limits, countings(limits, 1, now));
      tell(
        reply,
        countedBy(limits, rows.flat(), now).filter(({ isSilent }) => !isSilent),
      );
    },
    async takeBack(limits) {
      await Promise.all(limits.map((limit) => db.all(queries.takeBackAttempt(bucketOf(limit)))));
    },
  };
}

/** What counting one too many is refused with; the database tells when the bucket begins anew. */
export function tooOften(now: Date, message?: string) {
  return (detail: string): Refusal => {
    const retryAfterSeconds = secondsUntil(new Date(JSON.parse(detail) as string), now);
    return refusal("COM_29", "", message === undefined ? { retryAfterSeconds } : { message, retryAfterSeconds });
  };
}

/** Whoever counts in several buckets locks them in this order, of their names. */
export function countings(limits: readonly Limit[], amount: number, now: Date): queries.Counting[] {
  return limits
    .map((limit) => ({
      bucket: bucketOf(limit),
      amount,
      most: limit.limit,
      now,
      resetsAt: new Date(now.getTime() + limit.seconds * 1000),
    }))
    .toSorted((one, other) => (one.bucket < other.bucket ? -1 : 1));
}

/** Does what is limited, counted before it is done; what fails by the shop's own fault does not count. */
export async function attempt<Result>(
  { attempts, reply }: Call,
  limits: readonly Limit[],
  work: () => Promise<Result>,
): Promise<Result> {
  await attempts.spend(reply, limits);
  try {
    return await work();
  } catch (error) {
    if (isOurs(error)) await attempts.takeBack(limits).catch(nothing);
    throw error;
  }
}

/**
 * Does what may be guessed at: only a wrong guess counts. Of many at once no more are told to be wrong than may be made;
 * the others are refused with COM_29, as if they had not been looked at.
 */
export async function guess<Result>(
  { attempts, reply }: Call,
  limits: readonly Limit[],
  work: () => Promise<Result>,
  isWrong: (error: unknown) => boolean = (error) => error instanceof Refusal && !isOurs(error),
): Promise<Result> {
  await attempts.requireRoom(reply, limits);
  try {
    return await work();
  } catch (error) {
    if (isWrong(error)) await attempts.spend(reply, limits);
    throw error;
  }
}

/** Nobody reads from the counts who tried what. */
export function bucketOf({ name, key }: Pick<Limit, "name" | "key">): string {
  return `${name}:${createHash("sha256").update(key).digest("base64url")}`;
}

/** draft-ietf-httpapi-ratelimit-headers-11, and the older X-RateLimit-* beside it. */
export function tell(reply: FastifyReply, [first, ...others]: readonly Counted[]): void {
  if (!first) return;
  const counted = [first, ...others];
  const tightest = others.reduce((one, other) => (other.remaining < one.remaining ? other : one), first);
  reply
    .header(
      "ratelimit-policy",
      counted.map(({ name, limit, seconds }) => `"${name}";q=${limit};w=${seconds}`).join(", "),
    )
    .header(
      "ratelimit",
      counted.map(({ name, remaining, resetSeconds }) => `"${name}";r=${remaining};t=${resetSeconds}`).join(", "),
    )
    .header("x-ratelimit-limit", tightest.limit)
    .header("x-ratelimit-remaining", tightest.remaining)
    .header("x-ratelimit-reset", tightest.resetSeconds);
}

function requiringRoom(db: Database): Attempts["requireRoom"] {
  return async (reply, limits) => {
    const now = new Date();
    const counted = countedBy(limits, await db.all(queries.countsOf(limits.map(bucketOf), now)), now);
    const full = counted.filter(({ remaining }) => remaining === 0);
    tell(
      reply,
      counted.filter(({ isSilent, remaining }) => !isSilent || remaining === 0),
    );
    if (full.length > 0)
      throw refusal("COM_29", "", { retryAfterSeconds: Math.max(...full.map(({ resetSeconds }) => resetSeconds)) });
  };
}

function countedBy(limits: readonly Limit[], rows: readonly Row[], now: Date): Counted[] {
  return limits.map((limit) => {
    const found = rows.find(({ bucket }) => bucket === bucketOf(limit));
    return {
      ...limit,
      remaining: Math.max(0, limit.limit - (found?.count ?? 0)),
      resetSeconds: found ? secondsUntil(found.resets_at, now) : limit.seconds,
    };
  });
}

function secondsUntil(then: Date, now: Date): number {
  return Math.max(1, Math.ceil((then.getTime() - now.getTime()) / 1000));
}

async function nothing(): Promise<void> {
  return undefined;
}

/** Not the client's doing: the shop had no time, or failed, or another limit was used up. */
function isOurs(error: unknown): boolean {
  return !(error instanceof Refusal) || error.status >= 500 || error.code === "COM_29";
}
