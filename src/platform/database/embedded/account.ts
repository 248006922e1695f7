import { spawnSync } from "node:child_process";
import { lchownSync, readFileSync, statSync } from "node:fs";
import { userInfo } from "node:os";
import { EmbeddedRefusal } from "./refusal.ts";

/** Who a file belongs to. */
export type Owner = { uid: number; gid: number };

/** The user of the machine that PostgreSQL runs as. */
export type Account = Owner & { name: string };

/** Whether this program is root, whom PostgreSQL refuses to run for. */
export const isRoot = (): boolean => process.getuid?.() === 0;

/** Hands a path to its owner, which only root can and must do; a symbolic link is never followed. */
export const handTo = (path: string, owner: Owner): void => {
  if (isRoot()) lchownSync(path, owner.uid, owner.gid);
};

const machineAccounts = (): Account[] => {
  try {
    return readFileSync("/etc/passwd", "utf8")
      .split("\n")
      .map((line) => line.split(":"))
      .map(([name = "", , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
  } catch {
    return [];
  }
};

const withoutName = (uid: number) =>
  new EmbeddedRefusal(
    `The embedded database cannot run as user ${uid}, because this machine knows no name for that number and PostgreSQL asks for one. ` +
      "Start Selvedge as a named user (in a container: add a line to /etc/passwd), or set DATABASE_URL to a PostgreSQL server of your own.",
  );

/** This program's own user, unless it is root. */
export const ownAccount = (): Account | undefined => {
  if (isRoot()) return undefined;
  try {
    const { username: name, uid, gid } = userInfo();
    return { name, uid, gid };
  } catch {
    throw withoutName(process.getuid?.() ?? -1);
  }
};

/** Root's choice: whom the folder belongs to, else `postgres`, else `nobody`; each only if the machine has a name for it. */
export const accountFor = (folder: string): Account => {
  const accounts = machineAccounts();
  const { uid } = statSync(folder);
  const chosen =
    (uid === 0 ? undefined : accounts.find((account) => account.uid === uid)) ??
    accounts.find((account) => account.name === "postgres" && account.uid !== 0) ??
    accounts.find((account) => account.name === "nobody" && account.uid !== 0);
  if (!chosen) throw withoutName(uid);
  return chosen;
};

/** What makes a child process run as the account: only root may and needs to change users. */
export const runningAs = (account: Account): { uid?: number; gid?: number } =>
  isRoot() ? { uid: account.uid, gid: account.gid } : {};

/** Whether the account can truly enter a folder: tried rather than reckoned, since any folder above may bar the way. */
export const canEnter = (account: Account, folder: string): boolean =>
  !isRoot() ||
  spawnSync("/bin/sh", ["-c", 'cd -- "$1"', "sh", folder], { ...runningAs(account), cwd: "/", env: {} }).status === 0;
