import assert from "node:assert/strict";
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "../servers/free-port.ts";
import { until } from "../until.ts";

const program = "/usr/bin/redis-server";
const client = "/usr/bin/redis-cli";
const run = promisify(execFile);
const longestStartMilliseconds = 20_000;

/** Reason to skip the tests of Redis, or false. In CI they always run, and fail without the program. */
export const withoutRedis =
  existsSync(program) || process.env["CI"] === "true"
    ? false
    : `${program} is not installed (apt-get install redis-server)`;

export type RedisServer = {
  readonly port: number;
  /** Runs a command with redis-cli, and returns what it prints. */
  tell(...command: readonly string[]): Promise<string>;
  /** Kills it, as when its machine loses power. */
  kill(): Promise<void>;
  /** Stops it with all its connections open, until it is thawed. */
  freeze(): void;
  thaw(): void;
  /** Starts it again on the same port, empty. */
  start(): Promise<void>;
  stop(): Promise<void>;
};

type RedisOptions = {
  readonly password?: string;
  /** Further settings, as on its command line. */
  readonly settings?: readonly string[];
  /** Starts a sentinel, with these lines in its file. */
  readonly sentinel?: readonly string[];
};

const bare = ["--bind", "127.0.0.1", "--protected-mode", "no", "--save", "", "--appendonly", "no"];

/** Starts a separate Redis in its own folder, on a free port of this machine. */
export const startRedis = async ({ password, settings = [], sentinel }: RedisOptions = {}): Promise<RedisServer> => {
  const folder = await mkdtemp(join(tmpdir(), "selvedge-redis-"));
  const port = await freePort();
  const file = join(folder, "sentinel.conf");
  const given = sentinel
    ? [file, "--sentinel"]
    : ["--port", `${port}`, "--dir", folder, ...bare, ...(password ? ["--requirepass", password] : []), ...settings];
  let running: ChildProcess | undefined;
  const tell = async (...command: readonly string[]): Promise<string> => {
    const known = password ? ["--no-auth-warning", "-a", password] : [];
    const { stdout } = await run(client, ["-p", `${port}`, ...known, ...command], { timeout: 5000 });
    return stdout.trim();
  };
  const answers = () =>
    tell("ping").then(
      (told) => told === "PONG",
      () => false,
    );
  const start = async (): Promise<void> => {
    const lines = [`port ${port}`, "bind 127.0.0.1", "protected-mode no", `dir ${folder}`, ...(sentinel ?? [])];
    if (sentinel) await writeFile(file, lines.join("\n"));
    running = spawn(program, given, { cwd: folder, stdio: "ignore" });
    await until(answers, longestStartMilliseconds, "Redis is up");
  };
  const end = async (): Promise<void> => {
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const ended = once(running, "exit");
    running.kill("SIGKILL");
    await ended;
  };
  await start();
  return {
    port,
    tell,
    kill: end,
    freeze: () => assert.ok(running?.kill("SIGSTOP")),
    thaw: () => assert.ok(running?.kill("SIGCONT")),
    start,
    async stop() {
      await end();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** Number of slots of a Redis Cluster. */
const slots = 16_384;

/** Starts a cluster of three masters, each with a third of the slots. */
export const startCluster = async (): Promise<readonly RedisServer[]> => {
  const nodes = await Promise.all(
    [0, 1, 2].map(async () => {
      const bus = await freePort();
      const settings = ["--cluster-enabled", "yes", "--cluster-node-timeout", "1000", "--cluster-port", `${bus}`];
      return { bus, server: await startRedis({ settings }) };
    }),
  );
  for (const [index, { server }] of nodes.entries()) {
    const [first, next] = [index, index + 1].map((part) => Math.floor((part * slots) / nodes.length));
    await server.tell("cluster", "addslotsrange", `${first}`, `${Number(next) - 1}`);
    await server.tell("cluster", "set-config-epoch", `${index + 1}`);
  }
  const [first, ...others] = nodes.map(({ server }) => server);
  for (const { bus, server } of nodes.slice(1))
    await first?.tell("cluster", "meet", "127.0.0.1", `${server.port}`, `${bus}`);
  const isWhole = async (server: RedisServer) => {
    const told = await server.tell("cluster", "info");
    return /cluster_state:ok/.test(told) && /cluster_known_nodes:3/.test(told) && /cluster_size:3/.test(told);
  };
  for (const server of first ? [first, ...others] : [])
    await until(() => isWhole(server), longestStartMilliseconds, "the cluster is whole");
  return nodes.map(({ server }) => server);
};

/** Starts a master with a copy, and a sentinel that promotes the copy when the master is lost for half a second. */
export const startWatched = async (): Promise<Record<"master" | "copy" | "sentinel", RedisServer>> => {
  const master = await startRedis();
  const copy = await startRedis({ settings: ["--replicaof", "127.0.0.1", `${master.port}`] });
  const sentinel = await startRedis({
    sentinel: [
      `sentinel monitor shop 127.0.0.1 ${master.port} 1`,
      "sentinel down-after-milliseconds shop 500",
      "sentinel failover-timeout shop 3000",
      "sentinel parallel-syncs shop 1",
    ],
  });
  const isKnown = async () => (await sentinel.tell("sentinel", "replicas", "shop")).includes(`${copy.port}`);
  await until(isKnown, longestStartMilliseconds, "the sentinel knows the copy");
  return { master, copy, sentinel };
};
