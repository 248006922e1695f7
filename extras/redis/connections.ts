import { Cluster, Redis, type RedisOptions } from "ioredis";
import type { ClientOptions } from "../../src/platform/redis/redis.ts";

/** Replies keep the form that all versions of Redis have. */
type Options = Omit<RedisOptions, "replyMapping">;
type Commands = Pick<Redis, "getBuffer" | "set" | "eval" | "publish" | "ping">;

/** Connections to Redis: one for commands, and one for messages. */
export type Connections = {
  readonly commands: Commands;
  /** Subscribes to these channels; rejects while there is no connection. */
  subscribe(channels: readonly string[]): Promise<unknown>;
  /** Calls `ready` whenever a connection for messages is open, and `received` for each message. */
  listen(ready: () => void, received: (channel: string, message: string) => void): void;
  close(): void;
};

const connectMilliseconds = 1000;
/**
 * Time after which the client forgets a command. Nobody waits for one so long: that is the breaker's part, which knows a
 * pause of this process from one of Redis.
 */
const commandMilliseconds = 500;
/** A connection on which an answer is missing for so long is opened anew: its server may hang, and another lead. */
const silenceMilliseconds = 2000;
const longestRetryMilliseconds = 500;

/** Opens connections to one Redis, or to the master that sentinels know. */
export function connectToOne(options: ClientOptions): Connections {
  const { address } = options;
  const [first = { host: "127.0.0.1", port: 6379 }] = address.nodes;
  const ofKind: Options =
    address.kind === "sentinel"
      ? {
          sentinels: address.nodes.map(({ host, port }) => ({ host, port })),
          name: address.master,
          sentinelUsername: address.sentinelUser,
          sentinelPassword: address.sentinelPassword,
          sentinelCommandTimeout: connectMilliseconds,
          sentinelRetryStrategy: retryDelay,
          enableTLSForSentinelMode: address.isEncrypted,
          ...(address.isEncrypted ? { sentinelTLS: {} } : {}),
        }
      : { host: first.host, port: first.port };
  const redis = new Redis({
    ...connectionOptions(options),
    ...ofKind,
    db: address.database,
    retryStrategy: retryDelay,
    // A master that was made a copy refuses to write: the sentinels know the new one.
    reconnectOnError: ({ message }) => message.startsWith("READONLY"),
  });
  // A connection for messages may take no commands.
  const subscriber = redis.duplicate({ autoResubscribe: false });
  redis.on("error", options.failed);
  subscriber.on("error", () => undefined);
  let isClosed = false;
  // The client gives up where it is told of a failover while it connects.
  for (const connection of [redis, subscriber])
    connection.on("end", () => {
      const again = () => void (isClosed || connection.connect().catch(() => undefined));
      setTimeout(again, longestRetryMilliseconds).unref();
    });
  return {
    commands: redis,
    subscribe: (channels) => subscriber.subscribe(...channels),
    listen(ready, received) {
      subscriber.on("ready", ready);
      subscriber.on("message", received);
    },
    close() {
      isClosed = true;
      redis.disconnect();
      subscriber.disconnect();
    },
  };
}

/** Opens connections to a Redis Cluster. */
export function connectToCluster(options: ClientOptions): Connections {
  const cluster = new Cluster(
    options.address.nodes.map(({ host, port }) => ({ host, port })),
    {
      enableOfflineQueue: false,
      clusterRetryStrategy: retryDelay,
      slotsRefreshTimeout: connectMilliseconds,
      slotsRefreshInterval: 5000,
      // Names go through as they are: a certificate is for a name.
      dnsLookup: (host, found) => found(null, host),
      redisOptions: connectionOptions(options),
    },
  );
  cluster.on("error", options.failed);
  cluster.on("node error", options.failed);
  return {
    commands: cluster,
    subscribe: (channels) => cluster.subscribe(...channels),
    listen(ready, received) {
      cluster.on("ready", ready);
      cluster.on("message", received);
    },
    close: () => cluster.disconnect(),
  };
}

function connectionOptions({ address }: ClientOptions): Options {
  return {
    username: address.user,
    password: address.password,
    ...(address.isEncrypted ? { tls: {} } : {}),
    connectionName: "selvedge",
    disableClientInfo: true,
    connectTimeout: connectMilliseconds,
    disconnectTimeout: 100,
    commandTimeout: commandMilliseconds,
    socketTimeout: silenceMilliseconds,
    // What cannot be sent now is not sent later: by then the request has done without it.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
  };
}

function retryDelay(times: number): number {
  return Math.min(25 * 2 ** Math.min(times, 10), longestRetryMilliseconds);
}
