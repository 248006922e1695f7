import { copyFile, mkdir, readdir, rename, rm, writeFile, constants } from "node:fs/promises";
import { basename, join } from "node:path";
import { setInCluster } from "./auto-conf.ts";
import { beginBackup } from "./clone.queries.ts";
import { handTo, type Owner } from "./system-user.ts";

/** A copy of a running cluster that follows it. */
export type Clone = {
  /** URL of the running cluster, as a superuser. */
  readonly url: string;
  /** Folder of the running cluster. */
  readonly source: string;
  /** Folder of the copy, in a folder that exists. A former copy there is replaced once the new one is complete. */
  readonly target: string;
  readonly owner: Owner;
  /** Name of the copy's replication slot, and of the copy in the primary's list of standbys. */
  readonly name: string;
};

/** Folders whose contents PostgreSQL makes anew; the write-ahead log is streamed. */
const emptied = new Set([
  "pg_wal",
  "pg_replslot",
  "pg_dynshmem",
  "pg_notify",
  "pg_serial",
  "pg_snapshots",
  "pg_stat_tmp",
  "pg_subtrans",
]);
const leftOut = /^(postmaster\.(pid|opts)|.*\.signal|backup_label.*|pgsql_tmp.*|pg_internal\.init.*)$/;

/**
 * Copies a running cluster and makes the copy a standby of it. The copy is made under a temporary name and renamed, so
 * that an interrupted one is never taken for complete.
 */
export async function cloneCluster({ url, source, target, owner, name }: Clone): Promise<void> {
  const fresh = `${target}.new`;
  await rm(fresh, { recursive: true, force: true, maxRetries: 10 });
  const backup = await beginBackup(url, name);
  try {
    await copyFolder({ from: source, to: fresh, owner, isTop: true });
    await writeFor(join(fresh, "backup_label"), await backup.end(), owner);
    await writeFor(join(fresh, "standby.signal"), "", owner);
    followPrimary({ cluster: fresh, url, name, owner });
    await rm(target, { recursive: true, force: true, maxRetries: 10 });
    await rename(fresh, target);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true, maxRetries: 10 });
    throw error;
  } finally {
    await backup.close();
  }
}

/** Lets a stopped standby follow the primary at a URL, which may have moved to another port. */
export function followPrimary({
  cluster,
  url,
  name,
  owner,
}: Pick<Clone, "url" | "name" | "owner"> & { readonly cluster: string }): void {
  const { hostname, port, username, password } = new URL(url);
  const words = {
    host: hostname,
    port: port || "5432",
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    application_name: name,
    sslmode: "disable",
  };
  const connection = Object.entries(words)
    .filter(([, word]) => word !== "")
    .map(([key, word]) => `${key}='${word.replace(/['\\]/g, "\\$&")}'`)
    .join(" ");
  setInCluster(cluster, owner, {
    primary_conninfo: connection,
    primary_slot_name: name,
    // A standby that is promoted must not wait for standbys of its own.
    synchronous_standby_names: "",
  });
}

type Folder = { readonly from: string; readonly to: string; readonly owner: Owner; readonly isTop: boolean };

/** Copies a folder whose files may be deleted meanwhile. */
async function copyFolder({ from, to, owner, isTop }: Folder): Promise<void> {
  await mkdir(to, { mode: 0o700 });
  handTo(to, owner);
  const entries = await readdir(from, { withFileTypes: true }).catch(goneAsEmpty);
  for (const entry of entries) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory() && isTop && emptied.has(entry.name)) await copyEmpty(target, owner);
    else if (entry.isDirectory()) await copyFolder({ from: source, to: target, owner, isTop: false });
    else if (entry.isFile() && !leftOut.test(entry.name)) await copyOne(source, target, owner);
    else if (entry.isSymbolicLink()) throw new Error(`${source} is a link: a database with tablespaces is not copied.`);
  }
}

async function copyEmpty(target: string, owner: Owner): Promise<void> {
  const inside = basename(target) === "pg_wal" ? ["archive_status", "summaries"] : [];
  for (const folder of [target, ...inside.map((name) => join(target, name))]) {
    await mkdir(folder, { mode: 0o700 });
    handTo(folder, owner);
  }
}

async function copyOne(source: string, target: string, owner: Owner): Promise<void> {
  try {
    await copyFile(source, target, constants.COPYFILE_FICLONE);
    handTo(target, owner);
  } catch (error) {
    goneAsEmpty(error);
  }
}

/** Ignores that a file or folder was deleted: the write-ahead log says so too. */
function goneAsEmpty(error: unknown): [] {
  if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  return [];
}

async function writeFor(path: string, text: string, owner: Owner): Promise<void> {
  await writeFile(path, text, { flag: "wx", mode: 0o600 });
  handTo(path, owner);
}
