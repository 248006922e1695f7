import type { FastifyReply } from "fastify";

/**
 * State of a limit: how many attempts it allows in so many seconds, how many remain, and the seconds until it resets.
 */
export type CountedLimit = {
  readonly name: string;
  readonly limit: number;
  readonly seconds: number;
  readonly remaining: number;
  readonly resetSeconds: number;
};

/** Reports the state of limits to the client; a later call replaces an earlier one. */
export type TellLimits = (counted: readonly CountedLimit[]) => void;

/** Reports limits in the reply's headers: draft-ietf-httpapi-ratelimit-headers-11, and the older X-RateLimit-*. */
export function limitHeaders(reply: FastifyReply): TellLimits {
  return ([first, ...others]) => {
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
  };
}
