import assert from "node:assert/strict";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { findBinaries } from "../../../src/platform/embedded-postgres/binaries.ts";
import { cloneCluster } from "../../../src/platform/embedded-postgres/clone.ts";
import { clusterName, killAll } from "../../../src/platform/embedded-postgres/orphaned-processes.ts";
import { accountFor, handTo, ownAccount, runningAs } from "../../../src/platform/embedded-postgres/system-user.ts";
import { freePort } from "../servers/free-port.ts";
import { childrenOf, isThere } from "../servers/processes.ts";

const longestStartMilliseconds = 60_000;
const debian = "/usr/lib/postgresql/15/bin";

/** Reason to skip a test on PostgreSQL 15, or false. In CI it always runs, and fails without the program. */
export const without15 =
  existsSync(join(debian, "postgres")) || process.env["CI"] === "true"
    ? false
    : `PostgreSQL 15 is not installed in ${debian}`;

type Programs = { readonly initdb: string; readonly postgres: string };

/** A PostgreSQL server of a test, alone in its folder: a primary, or a standby of another one. */
export class TestPostgres {
  readonly #folder: string;
  readonly #programs: Programs;
  readonly #account: ReturnType<typeof accountFor>;
  readonly port: number;
  #child: ChildProcess | undefined;

  private constructor(folder: string, programs: Programs, port: number) {
    this.#folder = folder;
    this.#programs = programs;
    this.#account = accountOf(folder);
    this.port = port;
  }

  /** Creates a primary of PostgreSQL 18 or 15 and starts it with these settings, with a database named `shop`. */
  static async primary(version: 15 | 18 = 18, settings: Readonly<Record<string, string>> = {}): Promise<TestPostgres> {
    const folder = newFolder();
    const account = accountOf(folder);
    const programs =
      version === 15
        ? { initdb: join(debian, "initdb"), postgres: join(debian, "postgres") }
        : findBinaries(account, () => undefined);
    const server = new TestPostgres(folder, programs, await freePort());
    const { status, stderr } = spawnSync(
      programs.initdb,
      ["--no-sync", "--auth=trust", "--username=selvedge", "--encoding=UTF8", "--locale=C.UTF-8", "-D", server.cluster],
      { cwd: folder, encoding: "utf8", ...runningAs(account) },
    );
    assert.equal(status, 0, stderr);
    await server.start(settings);
    await server.sql("create database shop template template0 encoding 'UTF8'", "postgres");
    return server;
  }

  get cluster(): string {
    return join(this.#folder, "cluster");
  }

  get url(): string {
    return this.urlOf("shop");
  }

  urlOf(database: string): string {
    return `postgres://selvedge@127.0.0.1:${this.port}/${database}`;
  }

  /** Starts it and waits until it answers; `settings` are further settings of this start. */
  async start(settings: Readonly<Record<string, string>> = {}): Promise<void> {
    const giveUpAt = Date.now() + longestStartMilliseconds;
    while (Date.now() < giveUpAt) {
      this.#launch(settings);
      while (this.isRunning && Date.now() < giveUpAt) {
        if (await answers(this.urlOf("postgres"))) return;
        await delay(20);
      }
      // Processes of a killed one may not have ended yet.
      await delay(100);
    }
    throw new Error(`PostgreSQL does not start: ${readFileSync(join(this.#folder, "log"), "utf8").slice(-2000)}`);
  }

  #launch(settings: Readonly<Record<string, string>>): void {
    const given = {
      listen_addresses: "127.0.0.1",
      port: String(this.port),
      unix_socket_directories: "",
      cluster_name: clusterName(this.cluster),
      shared_buffers: "32MB",
      fsync: "off",
      max_connections: "60",
      hot_standby_feedback: "on",
      ...settings,
    };
    const words = Object.entries(given).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const log = openSync(join(this.#folder, "log"), "a");
    this.#child = spawn(this.#programs.postgres, ["-D", this.cluster, ...words], {
      cwd: this.#folder,
      detached: true,
      stdio: ["ignore", log, log],
      ...runningAs(this.#account),
    });
    this.#child.on("error", () => undefined);
    closeSync(log);
  }

  get isRunning(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Clones it and starts the clone as its standby, on a free port or a given one. */
  async standby(settings: Readonly<Record<string, string>> = {}, port?: number): Promise<TestPostgres> {
    const folder = newFolder();
    const clone = new TestPostgres(folder, this.#programs, port ?? (await freePort()));
    await cloneCluster({
      url: this.urlOf("postgres"),
      source: this.cluster,
      target: clone.cluster,
      owner: this.#account,
      name: `standby_${clone.port}`,
    });
    await clone.start(settings);
    return clone;
  }

  /** Runs SQL on a connection of its own and returns the rows. */
  async sql(text: string, database = "shop"): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: this.urlOf(database) });
    client.on("error", () => undefined);
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
    }
  }

  /** Tells it to end at once, without waiting for that. */
  abort(): void {
    this.#child?.kill("SIGQUIT");
  }

  /** Kills it, as when its machine loses power. */
  async kill(): Promise<void> {
    if (!this.isRunning || !this.#child) return;
    const gone = once(this.#child, "exit");
    await killAll(this.cluster);
    await gone;
  }

  /** Stops it with all its connections open, until it is thawed. */
  freeze(): void {
    this.#signal("SIGSTOP");
  }

  thaw(): void {
    this.#signal("SIGCONT");
  }

  #signal(signal: NodeJS.Signals): void {
    const leader = this.#child?.pid ?? 0;
    process.kill(leader, signal);
    for (const pid of childrenOf(leader).filter(isThere)) process.kill(pid, signal);
  }

  /** Kills it and removes its folder. */
  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "selvedge-postgres-"));
  chmodSync(folder, 0o755);
  const account = accountOf(folder);
  handTo(folder, account);
  return folder;
};

const accountOf = (folder: string) => ownAccount() ?? accountFor(folder, () => undefined);

const answers = async (url: string): Promise<boolean> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1000 });
  client.on("error", () => undefined);
  const isUp = await client.connect().then(
    () => true,
    () => false,
  );
  await client.end().catch(() => undefined);
  return isUp;
};
