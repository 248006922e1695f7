import { redisAddressOf } from "../../../src/platform/redis/address.ts";
import { openGuarded } from "../../../src/platform/redis/guarded.ts";
import { keptLog } from "../servers/log.ts";
import { until } from "../until.ts";

/** Opens Redis as a server does, with the log that it writes to. */
export const openedRedis = async (url: string) => {
  // Loaded as a server loads it: only where there is a Redis.
  const { openClient } = await import("../../../extras/redis/index.ts");
  const log = keptLog();
  return { redis: openGuarded(openClient, redisAddressOf(url), log), log };
};

/** Opens Redis and waits until it answers. */
export const answeringRedis = async (url: string) => {
  const opened = await openedRedis(url);
  await until(() => opened.redis.state() === "answers", 5000, "Redis answers");
  return opened;
};
