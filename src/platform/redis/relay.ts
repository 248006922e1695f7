import { LRUCache } from "lru-cache";
import type { Listener } from "../database/signals.ts";
import type { Redis } from "./redis.ts";

type Listeners = Readonly<Record<string, Listener>>;

export type RelayOptions = {
  readonly redis: Pick<Redis, "publish" | "subscribe">;
  /** Identifies the shop: others may use the same Redis. */
  readonly shop: string;
  /** Channels whose every signal is unique: numbers that only rise. */
  readonly channels: readonly string[];
};

/** Signals that are remembered for each channel, so that each is passed on once. */
const mostRemembered = 1000;
const numbers = /^\d{1,15}( \d{1,15})?$/;

/**
 * Passes signals of the database on through Redis, so that a server whose listening connection is lost hears them from
 * the others. The database's own signals stay the truth: each is obeyed, whatever came through Redis, and where Redis
 * passes on nothing, nothing is lost. A signal from Redis only invalidates what is cached.
 */
export function relaySignals(listeners: Listeners, { redis, shop, channels }: RelayOptions): Listeners {
  const relayed = channels.flatMap((channel): [string, Listener][] => {
    const listener = listeners[channel];
    if (!listener) return [];
    const name = `selvedge:signal:${shop}:${channel}`;
    const heard = new LRUCache<string, true>({ max: mostRemembered });
    const isNew = (payload: string): boolean => {
      const isKnown = heard.has(payload);
      heard.set(payload, true);
      return !isKnown;
    };
    redis.subscribe(name, (payload) => {
      if (!numbers.test(payload) || !isNew(payload)) return;
      if (listener.hinted) listener.hinted(payload);
      else listener.received(payload);
    });
    const received = (payload: string): void => {
      // Of several servers, one or two pass a signal on: the others have it from them by then.
      if (isNew(payload)) redis.publish(name, payload).catch(() => undefined);
      listener.received(payload);
    };
    return [[channel, { ...listener, received }]];
  });
  return { ...listeners, ...Object.fromEntries(relayed) };
}
