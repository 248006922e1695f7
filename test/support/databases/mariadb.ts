import assert from "node:assert/strict";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chown, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createConnection } from "mysql2/promise";
import { freePort } from "../servers/free-port.ts";

const program = "/usr/sbin/mariadbd";
const installer = "/usr/bin/mariadb-install-db";
const longestStartMilliseconds = 30_000;

/** Reason to skip the tests of the import, or false. In CI they always run, and fail without the program. */
export const withoutMariadb =
  existsSync(program) || process.env["CI"] === "true"
    ? false
    : `${program} is not installed (apt-get install mariadb-server)`;

export type Mariadb = {
  /** Returns the URL of one of its databases, with another user when one is given. */
  url(database: string, user?: string): string;
  /**
   * Runs statements, several at once, and returns the rows. Texts whose exact bytes matter are written in hexadecimal.
   */
  run(statements: string, database?: string): Promise<unknown>;
  /** Kills it, as when its machine loses power. */
  kill(): Promise<void>;
  /** Stops it with all its connections open, until it is thawed. */
  freeze(): void;
  thaw(): void;
  start(): Promise<void>;
  stop(): Promise<void>;
};

/** Returns the account to run as when this process is root, because MariaDB does not run as root. */
const account = async (): Promise<{ uid: number; gid: number } | undefined> => {
  if (process.getuid?.() !== 0) return undefined;
  const [, uid, gid] = /^mysql:[^:]*:(\d+):(\d+):/m.exec(await readFile("/etc/passwd", "utf8")) ?? [];
  return { uid: Number(uid), gid: Number(gid) };
};

const settingsOf = (folder: string, port: number): string[] => [
  "--no-defaults",
  `--datadir=${join(folder, "data")}`,
  `--socket=${join(folder, "s")}`,
  `--pid-file=${join(folder, "pid")}`,
  `--tmpdir=${folder}`,
  `--init-file=${join(folder, "init.sql")}`,
  `--port=${port}`,
  "--bind-address=127.0.0.1",
  "--skip-name-resolve",
  "--sql-mode=",
  "--innodb-flush-log-at-trx-commit=0",
];

const users = `create user if not exists 'old'@'%' identified by 'warp & weft';
grant all on *.* to 'old'@'%';
create user if not exists 'reader'@'%' identified by 'warp & weft';
grant select on *.* to 'reader'@'%';
`;

const install = async (folder: string, as: { uid: number; gid: number } | undefined): Promise<void> => {
  if (as) await chown(folder, as.uid, as.gid);
  await writeFile(join(folder, "init.sql"), users, { mode: 0o644 });
  const { status, stdout, stderr } = spawnSync(
    installer,
    [
      "--no-defaults",
      `--datadir=${join(folder, "data")}`,
      `--tmpdir=${folder}`,
      "--auth-root-authentication-method=normal",
      "--skip-test-db",
    ],
    { cwd: folder, encoding: "utf8", ...as },
  );
  assert.equal(status, 0, `${installer}: ${stdout}${stderr}`);
};

const addressOf =
  (port: number) =>
  (database: string, user = "old"): string =>
    `mysql://${user}:${encodeURIComponent("warp & weft")}@127.0.0.1:${port}/${database}`;

/**
 * Starts a separate MariaDB in its own folder, on a free port of this machine, with its clock in UTC unless `variables`
 * say otherwise.
 */
export const startMariadb = async (variables: Readonly<Record<string, string>> = {}): Promise<Mariadb> => {
  const folder = await mkdtemp(join(tmpdir(), "selvedge-mariadb-"));
  const as = await account();
  const port = await freePort();
  await install(folder, as);
  let running: ChildProcess | undefined;
  const url = addressOf(port);
  const connect = (database: string) =>
    createConnection({ uri: url(database), multipleStatements: true, charset: "utf8mb4" });

  const start = async (): Promise<void> => {
    // A fixed time zone keeps the tests' results independent of the machine.
    const env = { ...process.env, TZ: "UTC0", ...variables };
    running = spawn(program, settingsOf(folder, port), { cwd: folder, stdio: "ignore", env, ...as });
    const began = Date.now();
    for (;;) {
      try {
        await (await connect("mysql")).end();
        return;
      } catch (error) {
        assert.ok(Date.now() - began < longestStartMilliseconds, `MariaDB does not start: ${String(error)}`);
        await delay(50);
      }
    }
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const ended = once(running, "exit");
    running.kill(signal);
    await ended;
  };
  await start();
  return {
    url,
    start,
    async run(statements, database = "mysql") {
      const connection = await connect(database);
      try {
        return (await connection.query(statements))[0];
      } finally {
        await connection.end();
      }
    },
    kill: () => end("SIGKILL"),
    freeze: () => void running?.kill("SIGSTOP"),
    thaw: () => void running?.kill("SIGCONT"),
    async stop() {
      await end("SIGTERM");
      await rm(folder, { recursive: true, force: true });
    },
  };
};
