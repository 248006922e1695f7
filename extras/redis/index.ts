import { RedisFull, type ClientOptions, type RedisClient } from "../../src/platform/redis/redis.ts";
import { connectToCluster, connectToOne } from "./connections.ts";

/** Adds to a number, which expires as a whole: later additions do not prolong it. */
const addition = `local sum = redis.call('incrby', KEYS[1], ARGV[1])
if sum == tonumber(ARGV[1]) then redis.call('pexpire', KEYS[1], ARGV[2]) end
return sum`;

/** Opens a client of Redis, of a Redis Cluster, or of the master that sentinels know. */
export function openClient(options: ClientOptions): RedisClient {
  const { commands, subscribe, listen, close } =
    options.address.kind === "cluster" ? connectToCluster(options) : connectToOne(options);
  const receivers = new Map<string, (message: string) => void>();
  // Without a connection this fails; it is done again as soon as there is one.
  const subscribeAll = (): void => {
    if (receivers.size > 0) subscribe([...receivers.keys()]).catch(() => undefined);
  };
  listen(subscribeAll, (channel, message) => receivers.get(channel)?.(message));
  return {
    get: async (key) => (await commands.getBuffer(key)) ?? undefined,
    async set(key, value, milliseconds) {
      await unlessFull(commands.set(key, value, "PX", milliseconds));
    },
    increment: async (key, by, milliseconds) =>
      Number(await unlessFull(commands.eval(addition, 1, key, by, milliseconds))),
    async publish(channel, message) {
      await commands.publish(channel, message);
    },
    async ping() {
      await commands.ping();
    },
    subscribe(channel, received) {
      receivers.set(channel, received);
      subscribeAll();
    },
    close,
  };
}

/** Throws RedisFull where Redis has no memory left: it answers. A script has the reason in the middle of its message. */
async function unlessFull<Result>(command: Promise<Result>): Promise<Result> {
  try {
    return await command;
  } catch (error) {
    const { message } = error as Error;
    throw /\bOOM\b/.test(message) ? new RedisFull(message, { cause: error }) : error;
  }
}
