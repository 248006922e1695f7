import { createHash } from "node:crypto";
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmdirSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import {
  type Account,
  accountFor,
  adviceFor,
  canEnter,
  handTo,
  isRoot,
  type Owner,
  ownAccount,
} from "./system-user.ts";
import { keep, kept } from "./atomic-file.ts";
import { DatabaseGone, EmbeddedRefusal, refusing } from "./start-refusal.ts";

/** Folders of one database, and the account that it runs as. */
export type Place = { folder: string; cluster: string; logs: string; account: Account };

/** Fallback folder, where root stores what an unprivileged user must reach when it cannot enter the checkout. */
export const fallbackFolder = "/var/lib/selvedge";

/** Returns whether a data folder holds a database, or the link to one that is gone. Creates nothing. */
export function holdsDatabase(dataDir: string): boolean {
  const door = doorOf(dataDir);
  const isThere = (path: string) => statSync(path, { throwIfNoEntry: false }) !== undefined;
  return (isLink(door) && !isThere(door)) || isThere(join(door, "cluster"));
}

/**
 * Returns the database's folder behind DATA_DIR/database. Creates it if missing: there if PostgreSQL's user can enter
 * DATA_DIR, else in `fallbackFolder`.
 */
export function findPlace(dataDir: string, progress: (text: string) => void): Place {
  const door = doorOf(dataDir);
  if (existsSync(door) || isLink(door)) return settled(door, progress);
  const account = ownAccount() ?? accountFor(dataDir, progress);
  if (!canEnter(account, dataDir)) return sheltered(dataDir, door, account, progress);
  makeFolder(door, 0o700);
  handTo(door, account);
  return settled(door, progress);
}

/**
 * Creates a folder and its parents unless it exists. Returns its owner. One that root creates in another user's folder
 * belongs to that user. Root's own are open to all, for its unprivileged account: private files inside have their own
 * mode.
 */
export function prepareFolder(folder: string): Owner {
  if (!existsSync(folder)) {
    const parent = dirname(folder);
    const owner = existsSync(parent) ? statSync(parent) : prepareFolder(parent);
    makeFolder(folder, isRoot() ? 0o755 : 0o700);
    handTo(folder, owner);
  }
  readdirSync(folder);
  accessSync(folder, constants.W_OK | constants.X_OK);
  const { uid, gid } = statSync(folder);
  return { uid, gid };
}

/** Creates a folder inside of the database's folder, for its account alone, unless it exists. */
export function makeOwnFolder(folder: string, account: Account): void {
  makeFolder(folder, 0o700);
  handTo(folder, account);
}

function sheltered(dataDir: string, door: string, account: Account, progress: (text: string) => void): Place {
  const folder = refusing(fallbackFolder, () => shelteredFolder(dataDir, account, progress));
  if (!canEnter(account, folder))
    throw new EmbeddedRefusal(
      `PostgreSQL does not run as root, and the user ${account.name} can enter neither ${dataDir} nor ${folder}. ` +
        "Set DATA_DIR to a folder that every user can enter, or start Selvedge as an ordinary user.",
    );
  try {
    symlinkSync(folder, door);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    // A concurrent start was first; use its database.
    if (realpathSync(door) !== folder) rmdirSync(folder);
    return settled(door, progress);
  }
  own(folder, door, account);
  progress(
    `The database is kept in ${folder}, since the user ${account.name}, as whom it runs, cannot enter ${dataDir}. ${door} leads there.`,
  );
  return at(folder, account);
}

/** Creates the first unused folder of name, name-2, name-3, …: an earlier shop's data is never touched. */
function shelteredFolder(dataDir: string, account: Account, progress: (text: string) => void): string {
  const label = basename(dirname(dataDir)).replace(/[^A-Za-z0-9._-]+/g, "-") || "shop";
  const name = `${label}-${createHash("sha256").update(dataDir).digest("hex").slice(0, 8)}`;
  prepareFolder(fallbackFolder);
  for (let count = 1; ; count++) {
    const folder = join(fallbackFolder, count === 1 ? name : `${name}-${count}`);
    if (madeOrEmpty(folder)) {
      handTo(folder, account);
      return folder;
    }
    progress(`An earlier database of this folder is still in ${folder}; delete it when nobody needs it.`);
  }
}

// Without mkdir's "recursive", which reports a read-only disk as a missing folder.
function makeFolder(folder: string, mode: number) {
  try {
    mkdirSync(folder);
    chmodSync(folder, mode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST" || !statSync(folder).isDirectory()) throw error;
  }
}

function madeOrEmpty(folder: string): boolean {
  try {
    mkdirSync(folder, { mode: 0o700 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return readdirSync(folder).length === 0;
  }
}

function settled(door: string, progress: (text: string) => void): Place {
  if (isLink(door) && !existsSync(door))
    throw new DatabaseGone(
      `The database of this shop was kept in ${readlinkSync(door)}, which is gone. ` +
        `Bring that folder back, or delete the link ${door} to begin with an empty shop.`,
    );
  const folder = realpathSync(door);
  const cluster = join(folder, "cluster");
  const hasCluster = existsSync(cluster);
  const account = ownAccount() ?? accountFor(hasCluster ? cluster : dirname(door), progress);
  if (!hasCluster) handTo(folder, account);
  const { uid } = statSync(hasCluster ? cluster : folder);
  if (process.getuid && uid !== account.uid)
    throw new EmbeddedRefusal(
      `The database in ${folder} belongs to the user with number ${uid}, but would run as ${account.name} (${account.uid}). ` +
        `Start Selvedge as the user who started it first, or give it to this one: chown -R ${account.name} "${folder}"`,
    );
  if (!canEnter(account, folder))
    throw new EmbeddedRefusal(
      `The database in ${folder} runs as the user ${account.name}, who can no longer enter that folder. ` +
        "Let others pass through the folders above it (chmod o+x), or move the database to a folder that is open.",
    );
  accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  if (isLink(door)) own(folder, door, account);
  const advice = hasCluster ? adviceFor(account, folder) : undefined;
  if (advice) progress(advice);
  return at(folder, account);
}

function isLink(path: string) {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

/**
 * Records in a linked folder which data folder it belongs to. Refuses a copy of that data folder, whose copied link
 * would otherwise open the same database. A moved data folder keeps its database, because no link is left at its old
 * path.
 */
function own(folder: string, door: string, account: Account): void {
  const note = join(folder, "data-dir");
  const dataDir = realpathSync(dirname(door));
  const owner = kept(note);
  if (owner === dataDir) return;
  if (owner !== undefined && leadsTo(owner, folder))
    throw new EmbeddedRefusal(
      `${door} is a link to the database of the shop in ${owner}; this folder is a copy of that one, and has no database of its own. ` +
        `Use the shop in ${owner}, or copy its database too: stop that shop, copy ${folder} with owners and modes (cp -a), and let the link ${door} lead to the copy. ` +
        "Without the link an empty shop begins.",
    );
  keep(note, `${dataDir}\n`, account);
}

function leadsTo(dataDir: string, folder: string): boolean {
  try {
    return realpathSync(doorOf(dataDir)) === folder;
  } catch {
    return false;
  }
}

function doorOf(dataDir: string): string {
  return join(dataDir, "database");
}

function at(folder: string, account: Account): Place {
  return {
    folder,
    cluster: join(folder, "cluster"),
    logs: join(folder, "log"),
    account,
  };
}
