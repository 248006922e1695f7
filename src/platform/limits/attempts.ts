import { createHash } from "node:crypto";
import { isIPv6 } from "node:net";
import type { FastifyReply } from "fastify";
import type { Database } from "../database/database.ts";
import { refusal } from "../refusal.ts";
import { countAttempt, takeBackAttempt } from "./queries.ts";

/** How often something may be tried: `limit` times in `seconds` for each `key`. */
export type Limit = { readonly name: string; readonly key: string; readonly limit: number; readonly seconds: number };

export type Attempts = {
  /** Counts an attempt against every limit before it is made; refuses with COM_29 when one is used up. */
  spend(reply: FastifyReply, limits: readonly Limit[]): Promise<void>;
  /** The attempt was no guess: it does not count. */
  takeBack(limits: readonly Limit[]): Promise<void>;
};

/** Nobody reads from the counts who tried what. */
export const bucketOf = ({ name, key }: Pick<Limit, "name" | "key">): string =>
  `${name}:${createHash("sha256").update(key).digest("base64url")}`;

/** The part of an address that one subscriber holds: all of IPv4, the first 64 bits of IPv6. */
export const subscriberOf = (address: string): string => {
  if (!isIPv6(address)) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  const [head = "", tail = ""] = address.split("::");
  const front = head === "" ? [] : head.split(":");
  const back = tail === "" ? [] : tail.split(":");
  const groups = [...front, ...Array<string>(Math.max(0, 8 - front.length - back.length)).fill("0"), ...back];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, "").toLowerCase())
    .join(":");
};

type Counted = Omit<Limit, "key"> & { readonly remaining: number; readonly resetSeconds: number };

/** draft-ietf-httpapi-ratelimit-headers-11, and the older X-RateLimit-* beside it. */
export const tell = (reply: FastifyReply, counted: readonly Counted[]): void => {
  const tightest = counted.reduce((one, other) => (other.remaining < one.remaining ? other : one));
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
};

const count = async (db: Database, wanted: Limit): Promise<Counted> => {
  const now = new Date();
  const resetsAt = new Date(now.getTime() + wanted.seconds * 1000);
  const found = await db.first(countAttempt({ bucket: bucketOf(wanted), now, resetsAt }));
  const left = ((found?.resets_at ?? resetsAt).getTime() - now.getTime()) / 1000;
  return { ...wanted, remaining: wanted.limit - (found?.count ?? 1), resetSeconds: Math.max(1, Math.ceil(left)) };
};

/** Counts attempts in the database, so that all servers count together. */
export const countAttempts = (db: Database): Attempts => ({
  async spend(reply, limits) {
    const counted = await Promise.all(limits.map((limit) => count(db, limit)));
    tell(
      reply,
      counted.map((one) => ({ ...one, remaining: Math.max(0, one.remaining) })),
    );
    const over = counted.filter(({ remaining }) => remaining < 0);
    if (over.length > 0)
      throw refusal("COM_29", "", { retryAfterSeconds: Math.max(...over.map(({ resetSeconds }) => resetSeconds)) });
  },
  async takeBack(limits) {
    await Promise.all(limits.map((limit) => db.all(takeBackAttempt(bucketOf(limit)))));
  },
});

/** For load tests: nothing is counted, nothing refused. */
export const unlimited: Attempts = { spend: async () => undefined, takeBack: async () => undefined };
