import { setTimeout as delay } from "node:timers/promises";
import type { Config } from "../platform/config.ts";
import type { Database } from "../platform/database/database.ts";
import type { Listener } from "../platform/database/signals.ts";
import { openDatabaseClock } from "../platform/http/cache/database-clock.ts";
import type { SharingOptions } from "../platform/http/cache/shared-replies.ts";
import { addUpInDatabase, addUpInRedis, type AddUp } from "../platform/limits/shared-counts.ts";
import type { Log } from "../platform/log.ts";
import { redisAddressOf } from "../platform/redis/address.ts";
import { messageOf, openGuarded } from "../platform/redis/guarded.ts";
import type { OpenClient, RedisState } from "../platform/redis/redis.ts";
import { relaySignals } from "../platform/redis/relay.ts";
import { onceItAnswers } from "./patience.ts";
import { identifyProgram } from "./program.ts";

/** REDIS_URL is set, and the client that it needs is not installed. */
export class RedisExtraMissing extends Error {}

/** What the servers of a shop share in Redis. */
export type SharedInRedis = {
  readonly replies: SharingOptions;
  readonly addUp: AddUp;
  /** Passes the signals about the catalogue and reviews on to the other servers. */
  relayed(listeners: Readonly<Record<string, Listener>>): Readonly<Record<string, Listener>>;
  state(): RedisState;
  close(): void;
};

type Dependencies = { readonly config: Pick<Config, "redisUrl">; readonly log: Log; readonly db: Database };

/** Time in which Redis must answer for the first time, and between two questions until then. */
const longestMilliseconds = 3000;
const askedAgainMilliseconds = 50;

/** Channels whose signals invalidate cached replies. */
const relayedChannels = ["catalogue", "review"] as const;

/** Loads the client of Redis if the settings ask for it. Throws RedisExtraMissing where it is not installed. */
export async function requireRedisExtra({ redisUrl }: Pick<Config, "redisUrl">): Promise<void> {
  if (redisUrl !== "") await loadExtra();
}

/**
 * Opens what the servers share in Redis; undefined without REDIS_URL. A Redis that does not answer is told to the log,
 * and changes nothing else.
 */
export async function openRedis({ config, log, db }: Dependencies): Promise<SharedInRedis | undefined> {
  if (config.redisUrl === "") return undefined;
  const [openClient, program] = await Promise.all([loadExtra(), identifyProgram()]);
  const clock = openDatabaseClock(db);
  // Others may use the same Redis: every key names the database whose contents it holds.
  await onceItAnswers(() => clock.renew());
  const shop = clock.shop();
  const redis = openGuarded(openClient, redisAddressOf(config.redisUrl), log);
  return {
    replies: { redis, clock, program },
    addUp: addUpInRedis(redis, shop, addUpInDatabase(db)),
    relayed: (listeners) => relaySignals(listeners, { redis, shop, channels: relayedChannels }),
    state: () => redis.state(),
    close: () => redis.close(),
  };
}

/**
 * Returns why the Redis of the settings cannot be used; undefined when it answers. Throws RedisExtraMissing where its
 * client is not installed.
 */
export async function faultOfRedis({ redisUrl }: Pick<Config, "redisUrl">): Promise<string | undefined> {
  const openClient = await loadExtra();
  let reason: Error | undefined;
  const client = openClient({ address: redisAddressOf(redisUrl), failed: (error) => void (reason = error) });
  const giveUpAt = performance.now() + longestMilliseconds;
  try {
    for (;;) {
      const error = await client.ping().then(
        () => undefined,
        (failure: unknown) => failure as Error,
      );
      if (!error) return undefined;
      if (performance.now() > giveUpAt) return messageOf(reason ?? error);
      await delay(askedAgainMilliseconds);
    }
  } finally {
    client.close();
  }
}

async function loadExtra(): Promise<OpenClient> {
  try {
    return (await import("../../extras/redis/index.ts")).openClient;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new RedisExtraMissing(
      "REDIS_URL is set, and what speaks to Redis is not installed: npm ci --prefix extras/redis",
      { cause: error },
    );
  }
}
