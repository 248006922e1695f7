import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { freePort } from "../support/servers/free-port.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const longestStartMilliseconds = 120_000;

/** Line in which the shop prints the folder of its database. */
const dataLine = /^ *Data +(\S.*)$/m;

const answers = async (url: string): Promise<boolean> => {
  const client = new pg.Client({ connectionString: url, ssl: false, connectionTimeoutMillis: 500, query_timeout: 500 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } catch {
    return false;
  } finally {
    client.end().catch(() => undefined);
  }
};

/** Returns the processes of the database in a folder. */
const processesIn = (place: string): number[] =>
  readdirSync("/proc")
    .map(Number)
    .filter((number) => {
      try {
        return readlinkSync(`/proc/${number}/cwd`) === join(place, "cluster");
      } catch {
        return false;
      }
    });

/** A shop as its owner runs it: a process with an embedded database in its own folder. */
export class ShopProcess {
  readonly #folder: string;
  readonly #settings: Readonly<Record<string, string>>;
  #server: ChildProcess | undefined;
  #place = "";
  #said = "";
  #port = 0;

  /** Keeps the data in a new folder below `place`. */
  constructor(settings: Readonly<Record<string, string>> = {}, place = tmpdir()) {
    this.#settings = settings;
    this.#folder = mkdtempSync(join(place, "selvedge-faults-"));
    // Allows the database to be in this folder even when it runs as another user.
    chmodSync(this.#folder, 0o755);
  }

  #kept(name: string): string {
    return readFileSync(join(this.#folder, name), "utf8").trim();
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Output of the server. */
  get said(): string {
    return this.#said;
  }

  get isServerRunning(): boolean {
    return this.#server !== undefined && this.#server.exitCode === null && this.#server.signalCode === null;
  }

  get server(): ChildProcess {
    if (!this.#server) throw new Error("The shop was not started.");
    return this.#server;
  }

  /** The folder of its database. */
  get place(): string {
    return this.#place;
  }

  /** Port on which the database listens, or last listened. */
  get databasePort(): number {
    return Number(this.#kept("port"));
  }

  /** Starts the process and waits until the shop is open; returns the milliseconds that this took. */
  async start(): Promise<number> {
    this.#port ||= await freePort();
    const began = Date.now();
    this.#said = "";
    const server = spawn(process.execPath, ["src/cli/start.ts"], {
      cwd: root,
      env: { PATH: process.env["PATH"], DATA_DIR: this.#folder, PORT: String(this.#port), ...this.#settings },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#server = server;
    for (const stream of [server.stdout, server.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (this.#said += text));
    while (!this.#place || !dataLine.test(this.#said)) {
      if (!this.isServerRunning || Date.now() - began > longestStartMilliseconds)
        throw new Error(`the shop did not open: ${this.#said}`);
      await delay(10);
      this.#place = dataLine.exec(this.#said)?.[1] ?? this.#place;
    }
    return Date.now() - began;
  }

  /** Kills the server, but not its database. */
  async killServer(): Promise<void> {
    const ended = this.#server && once(this.#server, "exit");
    this.#server?.kill("SIGKILL");
    await ended;
  }

  /** Returns the database's processes, the postmaster first. */
  databaseProcesses(): number[] {
    const leader = Number(readFileSync(join(this.#place, "cluster", "postmaster.pid"), "utf8").split("\n")[0]);
    return [leader, ...processesIn(this.#place).filter((number) => number !== leader)];
  }

  /** URL of the database for clients other than the server. */
  get databaseUrl(): string {
    const kept = (name: string) => readFileSync(join(this.#folder, name), "utf8").trim();
    return `postgres://selvedge:${kept("password")}@127.0.0.1:${kept("port")}/selvedge`;
  }

  /** Waits until the database answers. */
  async databaseAnswers(): Promise<void> {
    const began = Date.now();
    while (!(await answers(this.databaseUrl))) {
      if (Date.now() - began > longestStartMilliseconds) throw new Error(`the database does not answer: ${this.#said}`);
      await delay(5);
    }
  }

  /** Runs SQL for the test on a separate connection and returns its rows. */
  async sql(text: string): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: this.databaseUrl });
    client.on("error", () => undefined);
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  /** Ends the server and its database, and starts both again. */
  async restart(): Promise<void> {
    await this.#stop();
    await this.start();
  }

  async #stop(): Promise<void> {
    if (!this.#server || !this.isServerRunning) return;
    const ended = once(this.#server, "exit");
    this.#server.kill("SIGINT");
    await Promise.race([ended, delay(8000, undefined, { ref: false })]);
    if (this.isServerRunning) this.#server.kill("SIGKILL");
    await ended;
  }

  /** Ends the server and its database, and removes the folder. */
  async close(): Promise<void> {
    await this.#stop();
    for (const left of this.#place ? processesIn(this.#place) : []) process.kill(left, "SIGKILL");
    for (const made of [this.#place, this.#folder])
      if (made) rmSync(made, { recursive: true, force: true, maxRetries: 5 });
  }
}
