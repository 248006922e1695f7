import type { Log } from "../log.ts";
import type { RedisAddress } from "./address.ts";
import { openBreaker } from "./breaker.ts";
import type { OpenClient, Redis } from "./redis.ts";

/**
 * Longest time that a request waits for Redis. One in the same network answers in less than a millisecond, and a reply is
 * made anew in less time than this.
 */
const commandMilliseconds = 75;

/** Opens Redis behind a circuit breaker. Never fails: what the log is told is that the shop works without it. */
export function openGuarded(openClient: OpenClient, address: RedisAddress, log: Log): Redis {
  let reason: Error | undefined;
  const client = openClient({ address, failed: (error) => void (reason = error) });
  const breaker = openBreaker({
    probe: () => client.ping(),
    commandMilliseconds,
    turned(state, error) {
      if (state === "answers") log.info("Redis at REDIS_URL answers");
      else
        log.warn(
          { reason: messageOf(reason ?? (error as Error)) },
          "Redis at REDIS_URL does not answer: the shop works without it",
        );
      reason = undefined;
    },
  });
  return {
    get: (key) => breaker.run(() => client.get(key)),
    set: (key, value, milliseconds) => breaker.run(() => client.set(key, value, milliseconds)),
    increment: (key, by, milliseconds) => breaker.run(() => client.increment(key, by, milliseconds)),
    publish: (channel, message) => breaker.run(() => client.publish(channel, message)),
    subscribe: (channel, received) => client.subscribe(channel, received),
    state: () => breaker.state(),
    close() {
      breaker.close();
      client.close();
    },
  };
}

/** Returns what failed: where a name has several addresses, the message is empty and only the code says it. */
export function messageOf(error: NodeJS.ErrnoException): string {
  return error.message || (error.code ?? error.name);
}
