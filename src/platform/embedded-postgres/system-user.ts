import { spawnSync } from "node:child_process";
import { lchownSync, readFileSync, statSync } from "node:fs";
import { userInfo } from "node:os";
import { EmbeddedRefusal } from "./start-refusal.ts";

/** Owner of a file. */
export type Owner = { uid: number; gid: number };

/** The system user that PostgreSQL runs as. */
export type Account = Owner & { name: string };

/** Name of Selvedge's own system user. */
const ownName = "selvedge";

/** Changes the owner of a path, which only root can and must do. Never follows a symbolic link. */
export function handTo(path: string, owner: Owner): void {
  if (isRoot()) lchownSync(path, owner.uid, owner.gid);
}

/** Returns this program's own user; undefined when it is root. */
export function ownAccount(): Account | undefined {
  if (isRoot()) return undefined;
  try {
    const { username: name, uid, gid } = userInfo();
    return { name, uid, gid };
  } catch {
    throw withoutName(process.getuid?.() ?? -1);
  }
}

/**
 * Returns the account that PostgreSQL runs as when this program is root: the folder's owner, else `postgres`, else a
 * user of Selvedge's own. An owner without a name, as in a container recreated around its data, is given one. Never
 * `nobody`, unless the folder belongs to it: other programs that run as nobody could read its files and end its
 * processes.
 */
export function accountFor(folder: string, progress: (text: string) => void): Account {
  const { uid } = statSync(folder);
  if (uid !== 0) return accountOf(uid) ?? makeAccount(uid, progress);
  const accounts = machineAccounts();
  const known = ["postgres", ownName].map((name) =>
    accounts.find((account) => account.name === name && account.uid > 0),
  );
  return known.find((account) => account !== undefined) ?? makeAccount(undefined, progress);
}

/** Returns advice for a database that belongs to the user `nobody`; undefined for any other. */
export function adviceFor({ name }: Account, folder: string): string | undefined {
  return isRoot() && name === "nobody"
    ? `The database in ${folder} belongs to the user nobody, as whom other programs may run too. ` +
        `To give it a user of its own, stop Selvedge, then: useradd --system ${ownName}; chown -R ${ownName} "${folder}"`
    : undefined;
}

/** Returns whether the account can enter a folder. Tries it, since any folder above may deny access. */
export function canEnter(account: Account, folder: string): boolean {
  return (
    !isRoot() ||
    spawnSync("/bin/sh", ["-c", 'cd -- "$1"', "sh", folder], { ...runningAs(account), cwd: "/", env: {} }).status === 0
  );
}

/** Returns options that make a child process run as the account; only root may and needs to change users. */
export function runningAs(account: Account): { uid?: number; gid?: number } {
  return isRoot() ? { uid: account.uid, gid: account.gid } : {};
}

/** Returns whether this program is root, as which PostgreSQL refuses to run. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Returns an account by its uid, from this machine or the directory service that it uses. */
function accountOf(uid: number): Account | undefined {
  return (
    machineAccounts().find((account) => account.uid === uid) ??
    accountsIn(spawnSync("getent", ["passwd", String(uid)], { cwd: "/", encoding: "utf8" }).stdout ?? "")[0]
  );
}

function withoutName(uid: number) {
  return new EmbeddedRefusal(
    `The embedded database cannot run as user ${uid}, because this machine knows no name for that number and PostgreSQL asks for one. ` +
      "Start Selvedge as a named user (in a container: add a line to /etc/passwd), or set DATABASE_URL to a PostgreSQL server of your own.",
  );
}

function makeAccount(uid: number | undefined, progress: (text: string) => void): Account {
  const isTaken = machineAccounts().some(({ name }) => name === ownName);
  const name = isTaken && uid !== undefined ? `${ownName}-${uid}` : ownName;
  const reasons: string[] = [];
  for (const [program, words] of waysToMake(name, uid)) {
    const env = { PATH: "/usr/sbin:/sbin:/usr/bin:/bin" };
    const { stderr, error } = spawnSync(program, words.split(" "), { cwd: "/", env, encoding: "utf8" });
    // A concurrent start may have created it.
    const made = machineAccounts().find((account) => account.name === name);
    if (made) {
      progress(`The user ${name} (${made.uid}) was made on this machine, as whom the database runs.`);
      return made;
    }
    reasons.push(error ? `no ${program}` : stderr.trim());
  }
  throw new EmbeddedRefusal(
    `PostgreSQL does not run as root, and this machine has no user for it: neither postgres nor ${ownName}, and none could be made (${reasons.join("; ")}). ` +
      `Make one (useradd --system ${ownName}), start Selvedge as an ordinary user, or set DATABASE_URL to a PostgreSQL server of your own.`,
  );
}

function machineAccounts(): Account[] {
  try {
    return accountsIn(readFileSync("/etc/passwd", "utf8"));
  } catch {
    return [];
  }
}

function accountsIn(lines: string): Account[] {
  return lines
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split(":"))
    .map(([name = "", , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}

/** Returns commands that create a user who can only own files and run programs: most systems' tool, or BusyBox's. */
function waysToMake(name: string, uid: number | undefined): readonly (readonly [string, string])[] {
  const numbered = (option: string) => (uid === undefined ? "" : `${option} ${uid} `);
  return [
    [
      "useradd",
      `--system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin ${numbered("--uid")}${name}`,
    ],
    ["adduser", `-S -D -H -h /nonexistent -s /sbin/nologin ${numbered("-u")}${name}`],
  ];
}
