import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { TestPostgres } from "../support/databases/postgres.ts";
import type { ReplicatedShop } from "../support/databases/replicated-shop.ts";
import { withoutHaproxy } from "../support/deploy/haproxy.ts";
import { startRedis, withoutRedis, type RedisServer } from "../support/redis/redis.ts";
import { freePort } from "../support/servers/free-port.ts";
import { startLoadBalancer, type LoadBalancer } from "../support/servers/load-balancer.ts";
import { startProgram, type Program } from "../support/servers/program.ts";
import { withoutBounds } from "../support/servers/servers.ts";
import { until } from "../support/until.ts";

/** Reason to skip the faults of an installation, or false. */
export const withoutInstallation = withoutHaproxy || withoutRedis;

/** Buyers of a test leave many orders unpaid, and all come from one address. */
const settings = {
  LOG_LEVEL: "fatal",
  SAMPLE_CATALOGUE: "off",
  RATE_LIMIT: "off",
  TRUST_PROXY: "127.0.0.1",
  ORDERS_PER_HOUR: "1000000",
  MAX_RESERVED_UNITS_NETWORK: "1000000",
  ...withoutBounds,
};
const longestMilliseconds = 60_000;

type Parts = {
  readonly replica: TestPostgres;
  readonly redis: RedisServer;
  /** Ports of the two servers, and the folder of both. */
  readonly ports: readonly [number, number];
  readonly folder: string;
};

/** A shop as several machines run it: HAProxy before two servers, a primary with a replica, and Redis. */
export class Installation {
  readonly #shop: ReplicatedShop;
  readonly #ports: Parts["ports"];
  readonly #settings: Readonly<Record<string, string>>;
  readonly #programs: (Program | undefined)[] = [];
  #primary: TestPostgres;
  #replica: TestPostgres;
  readonly redis: RedisServer;

  private constructor(shop: ReplicatedShop, { replica, redis, ports, folder }: Parts) {
    this.#shop = shop;
    this.#primary = shop.primary;
    this.#replica = replica;
    this.redis = redis;
    this.#ports = ports;
    this.#settings = { ...settings, ...addressesOf(shop.primary, replica, redis), DATA_DIR: folder };
  }

  /** Starts all of it; it ends with the shop. */
  static async open(shop: ReplicatedShop): Promise<Installation> {
    const replica = await shop.standby();
    const redis = await startRedis();
    shop.atEnd(() => redis.stop());
    const folder = await mkdtemp(join(tmpdir(), "selvedge-installation-"));
    shop.atEnd(() => rm(folder, { recursive: true, force: true }));
    const ports = [await freePort(), await freePort()] as const;
    const opened = new Installation(shop, { replica, redis, ports, folder });
    shop.atEnd(() => Promise.all(opened.#programs.map(async (program) => program?.end("SIGINT"))));
    await Promise.all([opened.#startServer(0), opened.#startServer(1)]);
    return opened;
  }

  async #startServer(index: 0 | 1): Promise<void> {
    this.#programs[index] = await startProgram({ ...this.#settings, PORT: String(this.#ports[index]) });
  }

  /** Starts HAProxy in front of the servers, with the shipped configuration or a fault in it. */
  balance(spoil?: (configuration: string) => string): Promise<LoadBalancer> {
    const [one, two] = this.#ports.map((port) => `127.0.0.1:${port}`) as [string, string];
    const variables = { SELVEDGE_REQUESTS_PER_10_SECONDS: "1000000" };
    const options = { servers: [one, two] as const, variables, ...(spoil ? { spoil } : {}) };
    return startLoadBalancer({ after: this.#shop.atEnd }, options);
  }

  get replica(): TestPostgres {
    return this.#replica;
  }

  /** Runs SQL on the primary and returns its rows. */
  sql(text: string): Promise<Record<string, unknown>[]> {
    return this.#primary.sql(text);
  }

  /** Returns whether both servers get requests, read from a replica and use Redis. */
  async isWhole(balancer: LoadBalancer): Promise<boolean> {
    const states = await Promise.all(this.#ports.map(readiness));
    return states.every((state) => state === "ready, replica answers, redis answers") && balancer.areUp();
  }

  /** Ends a server and starts another in its place. */
  async replaceServer(index: 0 | 1, signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    await this.#programs[index]?.end(signal);
    this.#programs[index] = undefined;
    await this.#startServer(index);
  }

  /** Stops a server with all its connections open; returns what lets it go on. */
  freezeServer(index: 0 | 1): () => void {
    const { pid } = this.#programs[index] as Program;
    process.kill(pid, "SIGSTOP");
    return () => void process.kill(pid, "SIGCONT");
  }

  /**
   * Kills the primary and promotes the replica, which must have stored what was confirmed. The former primary comes back
   * as what it was, and would take orders; then the replica is made anew in its place. Returns when the replica was
   * promoted, and how many orders the former primary got after its return.
   */
  async failOver(): Promise<{ readonly promotedAt: number; readonly strays: number }> {
    const [former, next] = [this.#primary, this.#replica];
    await requireSynchronous(former);
    await former.kill();
    await next.sql("select pg_promote()");
    const promotedAt = Date.now();
    this.#primary = next;
    await delay(2000);
    await former.start({ synchronous_standby_names: "" });
    const left = await ordersAt(former);
    await delay(2000);
    const strays = (await ordersAt(former)) - left;
    await former.remove();
    const fresh = await next.standby({}, former.port);
    this.#shop.atEnd(() => fresh.remove());
    this.#replica = fresh;
    return { promotedAt, strays };
  }
}

/** Names both databases in both settings: after a failover each is the other. */
const addressesOf = (primary: TestPostgres, replica: TestPostgres, redis: RedisServer) => ({
  DATABASE_URL: `postgres://selvedge@127.0.0.1:${primary.port},127.0.0.1:${replica.port}/shop`,
  DATABASE_READ_URLS: `${primary.url} ${replica.url}`,
  REDIS_URL: `redis://127.0.0.1:${redis.port}`,
});

/** Lets each commit wait for the standby, and waits until that is so. */
const requireSynchronous = async (primary: TestPostgres): Promise<void> => {
  await primary.sql("alter system set synchronous_standby_names = 'ANY 1 (*)'");
  await primary.sql("select pg_reload_conf()");
  const isSynchronous = async () => {
    const [state] = await primary.sql("select from pg_stat_replication where sync_state = 'quorum'");
    return state !== undefined || delay(20, false);
  };
  await until(isSynchronous, longestMilliseconds, "commits wait for the standby");
  // Sessions that have not read the setting yet do so before their next statement.
  await delay(500);
};

const ordersAt = async (server: TestPostgres): Promise<number> => {
  const [counted] = await server.sql("select count(*)::int as orders from customer_order");
  return Number(counted?.["orders"]);
};

/** Returns what a server says of itself. */
const readiness = (port: number): Promise<string> =>
  fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(2000) })
    .then(async (reply) => {
      const { status, replica, redis } = (await reply.json()) as Readonly<Record<string, string>>;
      return `${status}, replica ${replica}, redis ${redis}`;
    })
    .catch(() => "silent");
