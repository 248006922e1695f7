import type { RedisAddress } from "./address.ts";

/**
 * What the shop asks of Redis, and all that another client library would have to offer. Values are bytes, times are in
 * milliseconds. Every call may reject at any moment, and nobody may need its result: Redis holds only what can be lost.
 */
export type RedisCommands = {
  /** Returns a key's value, in memory that the caller must copy to keep; undefined when there is none. */
  get(key: string): Promise<Buffer | undefined>;
  /** Sets a value that Redis deletes after `milliseconds`. Rejects with RedisFull when Redis has no memory left. */
  set(key: string, value: Buffer, milliseconds: number): Promise<void>;
  /**
   * Adds to a number, which begins with 0, and returns the sum. Redis deletes it `milliseconds` after its beginning.
   * Rejects with RedisFull when Redis has no memory left.
   */
  increment(key: string, by: number, milliseconds: number): Promise<number>;
  publish(channel: string, message: string): Promise<void>;
};

/** One client's connections to Redis. */
export type RedisClient = RedisCommands & {
  /** Resolves when Redis answers. */
  ping(): Promise<void>;
  /** Calls `received` for each message, from as soon as Redis answers; those sent meanwhile are missed. */
  subscribe(channel: string, received: (message: string) => void): void;
  close(): void;
};

export type ClientOptions = {
  readonly address: RedisAddress;
  /** Called with every failure to connect, however often it repeats. */
  readonly failed: (error: Error) => void;
};

export type OpenClient = (options: ClientOptions) => RedisClient;

/** Whether Redis answers. */
export type RedisState = "answers" | "away";

/** Redis as the shop uses it: a call is rejected at once while Redis does not answer. */
export type Redis = RedisCommands & Pick<RedisClient, "subscribe"> & { state(): RedisState; close(): void };

/** Redis refused to store a value because its memory is full, and is well otherwise. */
export class RedisFull extends Error {}
