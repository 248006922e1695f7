import { Type } from "typebox";
import { setting, type Setting } from "./setting.ts";

const redisUrl = Type.String({
  pattern: String.raw`^(rediss?(\+(cluster|sentinel))?://.*)?$`,
  admits:
    "an address like redis://user:password@host:6379, redis+cluster://host:6379,host:6379 or redis+sentinel://host:26379,host:26379/name (rediss with TLS)",
});

/** What servers of one shop may share in Redis. */
export const redisSettings = {
  redisUrl: setting(
    "REDIS_URL",
    redisUrl,
    "",
    "A Redis (6 or newer) in which servers share cached replies and the counts of `RATE_LIMIT_PER_MINUTE`; it may be lost at any moment. Empty: each server caches for itself, and counts in the database. Needs `npm ci --prefix extras/redis` in an installation without development packages.",
  ),
} as const satisfies Record<string, Setting>;
