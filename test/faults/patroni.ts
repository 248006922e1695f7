import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { accountFor, handTo, ownAccount, runningAs } from "../../src/platform/embedded-postgres/system-user.ts";
import { freePort } from "../support/servers/free-port.ts";
import { childrenOf } from "../support/servers/processes.ts";
import { until } from "../support/until.ts";

const shipped = fileURLToPath(new URL("../../deploy/patroni.yml", import.meta.url));
const postgresPrograms = "/usr/lib/postgresql/15/bin";
const programs = { etcd: "/usr/bin/etcd", patroni: "/usr/bin/patroni", postgres: join(postgresPrograms, "postgres") };
const missing = Object.values(programs).filter((path) => !existsSync(path));

/** Reason to skip the tests with Patroni, or false. In CI they always run, and fail without the programs. */
export const withoutPatroni =
  missing.length === 0 || process.env["CI"] === "true" ? false : `not installed: ${missing.join(", ")}`;

type Member = { readonly role: string; readonly state: string; readonly timeline?: number };

type Node = {
  readonly name: string;
  readonly port: number;
  readonly restPort: number;
  readonly folder: string;
  child?: ChildProcess;
};

/** An etcd and some nodes of Patroni on this machine, each with its PostgreSQL 15, under the shipped configuration. */
export class PatroniCluster {
  readonly #folder: string;
  readonly #account: ReturnType<typeof accountFor>;
  readonly #nodes: Node[] = [];
  #etcd: ChildProcess | undefined;
  #etcdPort = 0;

  constructor() {
    this.#folder = mkdtempSync(join(tmpdir(), "selvedge-patroni-"));
    chmodSync(this.#folder, 0o755);
    this.#account = ownAccount() ?? accountFor(this.#folder, () => undefined);
    handTo(this.#folder, this.#account);
  }

  /** Starts etcd and so many nodes; the first to come is the leader. */
  async start(count: number): Promise<void> {
    this.#etcdPort = await freePort();
    const [client, peer] = [`http://127.0.0.1:${this.#etcdPort}`, `http://127.0.0.1:${await freePort()}`];
    this.#etcd = this.#run(programs.etcd, "etcd", [
      `--data-dir=${join(this.#folder, "etcd")}`,
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
    ]);
    for (let number = 1; number <= count; number += 1) {
      const folder = join(this.#folder, `node${number}`);
      mkdirSync(join(folder, "configuration"), { recursive: true });
      handTo(folder, this.#account);
      // Patroni reads all files of the folder, in the order of their names.
      copyFileSync(shipped, join(folder, "configuration", "1-shipped.yml"));
      writeFileSync(
        join(folder, "configuration", "2-test.yml"),
        `postgresql: { parameters: { fsync: "off", unix_socket_directories: "${folder}" } }\n`,
      );
      this.#nodes.push({ name: `node${number}`, port: await freePort(), restPort: await freePort(), folder });
    }
    for (const { name } of this.#nodes) this.startNode(name);
  }

  #run(program: string, name: string, words: string[], environment: Record<string, string> = {}): ChildProcess {
    const log = openSync(join(this.#folder, `${name}.log`), "a");
    const child = spawn(program, words, {
      cwd: this.#folder,
      env: { PATH: "/usr/bin:/bin", LC_ALL: "C.UTF-8", HOME: this.#folder, ...environment },
      stdio: ["ignore", log, log],
      ...runningAs(this.#account),
    });
    child.on("error", () => undefined);
    closeSync(log);
    return child;
  }

  startNode(name: string): void {
    const node = this.#nodeOf(name);
    node.child = this.#run(programs.patroni, name, [join(node.folder, "configuration")], {
      PATRONI_NAME: name,
      PATRONI_ETCD3_HOSTS: `127.0.0.1:${this.#etcdPort}`,
      PATRONI_RESTAPI_LISTEN: `127.0.0.1:${node.restPort}`,
      PATRONI_RESTAPI_CONNECT_ADDRESS: `127.0.0.1:${node.restPort}`,
      PATRONI_POSTGRESQL_LISTEN: `127.0.0.1:${node.port}`,
      PATRONI_POSTGRESQL_CONNECT_ADDRESS: `127.0.0.1:${node.port}`,
      PATRONI_POSTGRESQL_DATA_DIR: dataOf(node),
      PATRONI_POSTGRESQL_BIN_DIR: postgresPrograms,
      PATRONI_POSTGRESQL_PGPASS: join(node.folder, "pgpass"),
      PATRONI_SUPERUSER_USERNAME: "postgres",
      PATRONI_SUPERUSER_PASSWORD: "secret",
      PATRONI_REPLICATION_USERNAME: "replicator",
      PATRONI_REPLICATION_PASSWORD: "secret",
      PATRONI_REWIND_USERNAME: "rewinder",
      PATRONI_REWIND_PASSWORD: "secret",
    });
  }

  /** Kills a node, as when its machine loses power: Patroni and its PostgreSQL. */
  async killNode(name: string): Promise<void> {
    const node = this.#nodeOf(name);
    const processes = processesOf(node);
    const gone = node.child && once(node.child, "exit");
    for (const pid of processes) signal(pid, "SIGKILL");
    if (processes.includes(node.child?.pid ?? 0)) await gone;
    await until(() => processes.every(hasEnded), 10_000, `${name} is dead`);
    // As after a boot: no process has the numbers in these files.
    for (const file of [postmasterFileOf(node), join(node.folder, `.s.PGSQL.${node.port}.lock`)])
      rmSync(file, { force: true });
  }

  /** Stops a node with all its connections open, as when its machine hangs; returns what lets it go on. */
  freezeNode(name: string): () => void {
    const processes = processesOf(this.#nodeOf(name));
    for (const pid of processes) signal(pid, "SIGSTOP");
    return () => {
      for (const pid of processes) signal(pid, "SIGCONT");
    };
  }

  /** Returns whether one node leads, one is its synchronous standby, and all others follow it too. */
  async isWhole(): Promise<boolean> {
    const members = await this.#members();
    const leader = members.find(({ role }) => role === "leader");
    return (
      leader?.timeline !== undefined &&
      members.length === this.#nodes.length &&
      members.some(({ role }) => role === "sync_standby") &&
      members.every(({ state, timeline }) => /^(running|streaming)$/.test(state) && timeline === leader.timeline)
    );
  }

  /** Returns what the first node that answers knows of all; nothing while none does. */
  async #members(): Promise<readonly Member[]> {
    for (const { restPort } of this.#nodes) {
      const found = await fetch(`http://127.0.0.1:${restPort}/cluster`, { signal: AbortSignal.timeout(1000) })
        .then((reply) => reply.json() as Promise<{ readonly members?: readonly Member[] }>)
        .catch(() => undefined);
      if (found?.members) return found.members;
    }
    return [];
  }

  /** Returns the node whose PostgreSQL takes writes; one that was lost is not asked. */
  async primary(lost?: string): Promise<string | undefined> {
    for (const { name } of this.#nodes.filter((node) => node.name !== lost)) {
      const [state] = await this.sql(name, "postgres", "select pg_is_in_recovery() as is_standby").catch(() => []);
      if (state?.["is_standby"] === false) return name;
    }
    return undefined;
  }

  /** Address of the shop's database as its servers name it: with the hosts of all nodes, or with one. */
  url(name?: string): string {
    const nodes = this.#nodes.filter((node) => name === undefined || node.name === name);
    return `postgres://shop:secret@${nodes.map(({ port }) => `127.0.0.1:${port}`).join(",")}/shop`;
  }

  get names(): readonly string[] {
    return this.#nodes.map(({ name }) => name);
  }

  /** Runs SQL at one node as its superuser and returns the rows. */
  async sql(name: string, database: string, text: string): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({
      connectionString: `postgres://postgres:secret@127.0.0.1:${this.#nodeOf(name).port}/${database}`,
      connectionTimeoutMillis: 2000,
      query_timeout: 20_000,
    });
    client.on("error", () => undefined);
    try {
      await client.connect();
      return (await client.query(text)).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  /** The last lines of all logs, for a test that fails. */
  logs(): string {
    return ["etcd", ...this.names]
      .map((name) => `${name}: ${readFileSync(join(this.#folder, `${name}.log`), "utf8").slice(-2000)}`)
      .join("\n");
  }

  async close(): Promise<void> {
    for (const name of this.names) await this.killNode(name);
    const gone = this.#etcd && once(this.#etcd, "exit");
    if (this.#etcd?.kill("SIGKILL")) await gone;
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }

  #nodeOf(name: string): Node {
    const node = this.#nodes.find((one) => one.name === name);
    if (!node) throw new Error(`There is no node ${name}.`);
    return node;
  }
}

const dataOf = ({ folder }: Node): string => join(folder, "data");
const postmasterFileOf = (node: Node): string => join(dataOf(node), "postmaster.pid");

/** Returns the live processes of a node: Patroni, its programs, and its PostgreSQL, which is no child of it. */
const processesOf = (node: Node): number[] => {
  const leaders = [node.child?.pid ?? 0];
  if (existsSync(postmasterFileOf(node)))
    leaders.push(Number(readFileSync(postmasterFileOf(node), "utf8").split("\n")[0]));
  const live = leaders.filter((pid) => pid > 0 && !hasEnded(pid));
  return live.flatMap((pid) => [pid, ...childrenOf(pid)]);
};

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended already.
  }
};

/** Returns whether a process has ended, though its parent may not have noticed yet. */
const hasEnded = (pid: number): boolean => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8") === "";
  } catch {
    return true;
  }
};
