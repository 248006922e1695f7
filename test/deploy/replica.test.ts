import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import pg from "pg";
import { root } from "../architecture/source.ts";
import { freePort } from "../support/servers/free-port.ts";
import { until } from "../support/until.ts";

const programs = "/usr/lib/postgresql/15/bin";
const skip =
  existsSync(programs) || process.env["CI"] === "true"
    ? false
    : `${programs} is not there (apt-get install postgresql-15)`;
const passwords = { POSTGRES_PASSWORD: "owner", REPLICATION_PASSWORD: "it's a 'password'" };

const ends: (() => unknown)[] = [];
after(async () => {
  for (const end of ends.toReversed()) await end();
});

/** PostgreSQL refuses to run as root. */
const account = (): { uid: number; gid: number } | undefined => {
  if (process.getuid?.() !== 0) return undefined;
  const [, uid, gid] = /^postgres:[^:]*:(\d+):(\d+):/m.exec(readFileSync("/etc/passwd", "utf8")) ?? [];
  return { uid: Number(uid), gid: Number(gid) };
};

/** Makes a folder of PostgreSQL's user, with the scripts of the composition in it. */
const makeFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "selvedge-replica-"));
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  const files = ["primary.sh", "replica.sh"].map(
    (name) => [name, readFileSync(join(root, "deploy/postgres", name))] as const,
  );
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  mkdirSync(join(folder, "copy"), { mode: 0o700 });
  const as = account();
  if (as) for (const path of [folder, join(folder, "copy")]) chownSync(path, as.uid, as.gid);
  return folder;
};

/** Runs a program as PostgreSQL's user. */
const runIn = (
  folder: string,
  program: string,
  given: readonly string[],
  env: Readonly<Record<string, string>> = {},
) => {
  const options = {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: `${programs}:/usr/bin:/bin`, ...env },
    ...account(),
  } as const;
  const { status, stdout, stderr } = spawnSync(program, given, options);
  assert.equal(status, 0, `${program} ${given.join(" ")}: ${stdout}${stderr}`);
};

/** Makes the primary as the image of PostgreSQL does, `primary.sh` included; returns its port. */
const startPrimary = async (folder: string): Promise<number> => {
  const port = await freePort();
  const cluster = join(folder, "primary");
  writeFileSync(join(folder, "password"), passwords.POSTGRES_PASSWORD);
  const access = ["--auth-local=trust", "--auth-host=scram-sha-256", `--pwfile=${folder}/password`];
  runIn(folder, "initdb", ["--no-sync", ...access, "--username=selvedge", "-D", cluster]);
  const settings = `-c listen_addresses=127.0.0.1 -c port=${port} -c unix_socket_directories=${folder} -c fsync=off`;
  runIn(folder, "pg_ctl", ["start", "--wait", "--silent", "-D", cluster, "-l", join(folder, "log"), "-o", settings]);
  ends.push(() => runIn(folder, "pg_ctl", ["stop", "--mode=immediate", "-D", cluster]));
  const env = {
    PGHOST: folder,
    PGPORT: String(port),
    PGDATA: cluster,
    POSTGRES_USER: "selvedge",
    POSTGRES_DB: "selvedge",
  };
  runIn(folder, "createdb", ["--username=selvedge", "selvedge"], env);
  runIn(folder, "sh", ["primary.sh"], { ...env, ...passwords });
  runIn(folder, "pg_ctl", ["reload", "-D", cluster]);
  return port;
};

/** Starts `replica.sh` as its container does. */
const startReplica = (folder: string, primaryPort: number, port: number) => {
  const settings = ["listen_addresses=127.0.0.1", `port=${port}`, "unix_socket_directories=", "fsync=off"];
  const child = spawn("sh", ["replica.sh", ...settings.flatMap((setting) => ["-c", setting])], {
    cwd: folder,
    env: {
      PATH: `${programs}:/usr/bin:/bin`,
      PGDATA: join(folder, "copy"),
      PGPASSWORD: passwords.REPLICATION_PASSWORD,
      PRIMARY: "127.0.0.1",
      PRIMARY_PORT: String(primaryPort),
    },
    stdio: "ignore",
    ...account(),
  });
  const gone = once(child, "exit");
  ends.push(() => child.kill("SIGQUIT"));
  return async () => {
    child.kill("SIGINT");
    await gone;
  };
};

/** Asks a server; undefined while it does not answer. */
const ask = async (port: number, text: string): Promise<Record<string, unknown>[] | undefined> => {
  const client = new pg.Client(`postgres://selvedge:${passwords.POSTGRES_PASSWORD}@127.0.0.1:${port}/selvedge`);
  client.on("error", () => undefined);
  try {
    await client.connect();
    return (await client.query(text)).rows;
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
};

test("the composition's replica copies its primary, follows it, and goes on after a restart", { skip }, async () => {
  const folder = makeFolder();
  const primary = await startPrimary(folder);
  await ask(primary, "create table thing as select 1 as number");
  const port = await freePort();
  const has = (number: number) => async () =>
    JSON.stringify(await ask(port, "select max(number) as newest, pg_is_in_recovery() as follows from thing")) ===
    JSON.stringify([{ newest: number, follows: true }]);
  // What an interrupted copy leaves behind.
  writeFileSync(join(folder, "copy/global"), "");
  const end = startReplica(folder, primary, port);
  await until(has(1), 30_000, "the replica has the primary's rows");
  await ask(primary, "insert into thing values (2)");
  await until(has(2), 10_000, "the replica follows");
  await end();
  await ask(primary, "insert into thing values (3)");
  startReplica(folder, primary, port);
  await until(has(3), 20_000, "the replica has what it missed");
});
