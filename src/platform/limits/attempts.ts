import { createHash } from "node:crypto";
import type { Database, Writer } from "../database/database.ts";
import type { CountedLimit, TellLimits } from "../http/limit-headers.ts";
import { Refusal, refusal } from "../refusal.ts";
import * as queries from "./limits.queries.ts";

/** Rate limit: `limit` attempts in `seconds` for each `key`. */
export type Limit = {
  readonly name: string;
  readonly key: string;
  readonly limit: number;
  readonly seconds: number;
  /** Hides the limit from clients until it is used up: the remaining number would reveal what others did. */
  readonly isSilent?: boolean;
};

/**
 * Counters of attempts. Work that always counts is counted before it runs (`attempt`), a guess only after it proved
 * wrong (`guess`).
 */
export type Attempts = {
  /** Throws COM_29 when one of the limits is used up. Counts nothing. */
  requireRoom(tellLimits: TellLimits, limits: readonly Limit[]): Promise<void>;
  /**
   * Like `requireRoom`, but locks the buckets and so waits for counts in progress: concurrent requests, too, cannot
   * exceed a limit.
   */
  requireRoomInTurn(tellLimits: TellLimits, limits: readonly Limit[]): Promise<void>;
  /** Counts once against every limit. Where one is used up, throws COM_29 and counts against none. */
  consume(tellLimits: TellLimits, limits: readonly Limit[]): Promise<void>;
  /** Undoes a count. */
  release(limits: readonly Limit[]): Promise<void>;
};

type Row = { readonly bucket: string; readonly count: number; readonly resets_at: Date };

/** For load tests: counts nothing and refuses nothing. */
export const unlimited: Attempts = {
  requireRoom: nothing,
  requireRoomInTurn: nothing,
  consume: nothing,
  release: nothing,
};

type Call = { readonly attempts: Attempts; readonly tellLimits: TellLimits };

/** Resets these limits, within a transaction. Locks the buckets in the order of their names. */
export function emptyBuckets(tx: Writer, limits: readonly Pick<Limit, "name" | "key">[]): void {
  for (const bucket of limits.map(bucketOf).toSorted()) tx.send(queries.emptyBucket(bucket));
}

/** Counts attempts in the database, so that all servers count together. */
export function countAttempts(db: Database): Attempts {
  const requireRoom = requiringRoom(db);
  /** Counts in all buckets or, where one would exceed its limit, in none. */
  const count = async (tellLimits: TellLimits, limits: readonly Limit[], counts: readonly queries.Counting[]) => {
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
      // Concurrent requests used up the limit first: report the current counts.
      if (overtaken) await requireRoom(tellLimits, limits);
      throw error;
    }
  };

  return {
    requireRoom,
    async requireRoomInTurn(tellLimits, limits) {
      const nothingMore = countings(limits, 0, new Date());
      await count(
        tellLimits,
        limits,
        nothingMore.map((one) => ({ ...one, most: one.most - 1 })),
      );
    },
    async consume(tellLimits, limits) {
      // A client that keeps sending requests to a limit that is used up causes no writes.
      await requireRoom(tellLimits, limits);
      const now = new Date();
      const rows = await count(tellLimits, limits, countings(limits, 1, now));
      tellLimits(countedBy(limits, rows.flat(), now).filter(({ isSilent }) => !isSilent));
    },
    async release(limits) {
      await Promise.all(limits.map((limit) => db.all(queries.refundAttempt(bucketOf(limit)))));
    },
  };
}

/** Returns the refusal for exceeding a limit, made from the time that the database reports for the bucket's reset. */
export function tooOften(now: Date, message?: string) {
  return (detail: string): Refusal => {
    const retryAfterSeconds = secondsUntil(new Date(JSON.parse(detail) as string), now);
    return refusal("COM_29", "", message === undefined ? { retryAfterSeconds } : { message, retryAfterSeconds });
  };
}

/** Returns the counts in the order of their buckets' names, in which every transaction locks them. */
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

/** Runs rate-limited work, counted before it runs. A failure that is not the client's fault does not count. */
export async function attempt<Result>(
  { attempts, tellLimits }: Call,
  limits: readonly Limit[],
  work: () => Promise<Result>,
): Promise<Result> {
  await attempts.consume(tellLimits, limits);
  try {
    return await work();
  } catch (error) {
    if (isOurs(error)) await attempts.release(limits).catch(nothing);
    throw error;
  }
}

/**
 * Runs work whose input can be guessed; only a wrong guess counts. Of concurrent guesses, no more are reported as wrong
 * than the limit allows; the others are refused with COM_29, as if they had not been checked.
 */
export async function guess<Result>(
  { attempts, tellLimits }: Call,
  limits: readonly Limit[],
  work: () => Promise<Result>,
  isWrong: (error: unknown) => boolean = (error) => error instanceof Refusal && !isOurs(error),
): Promise<Result> {
  await attempts.requireRoom(tellLimits, limits);
  try {
    return await work();
  } catch (error) {
    if (isWrong(error)) await attempts.consume(tellLimits, limits);
    throw error;
  }
}

/** Returns a bucket's name. The key is hashed, so that the table does not reveal who attempted what. */
export function bucketOf({ name, key }: Pick<Limit, "name" | "key">): string {
  return `${name}:${createHash("sha256").update(key).digest("base64url")}`;
}

function requiringRoom(db: Database): Attempts["requireRoom"] {
  return async (tellLimits, limits) => {
    const now = new Date();
    const counted = countedBy(limits, await db.all(queries.countsOf(limits.map(bucketOf), now)), now);
    const full = counted.filter(({ remaining }) => remaining === 0);
    tellLimits(counted.filter(({ isSilent, remaining }) => !isSilent || remaining === 0));
    if (full.length > 0)
      throw refusal("COM_29", "", { retryAfterSeconds: Math.max(...full.map(({ resetSeconds }) => resetSeconds)) });
  };
}

function countedBy(limits: readonly Limit[], rows: readonly Row[], now: Date): (Limit & CountedLimit)[] {
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

/** Returns whether a failure is not the client's fault: the shop was busy or failed, or another limit was used up. */
function isOurs(error: unknown): boolean {
  return !(error instanceof Refusal) || error.status >= 500 || error.code === "COM_29";
}
