import { existsSync, realpathSync, statSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { requireDataDir } from "../data-dir.ts";
import { lastBackup } from "../last-backup.ts";
import { requirePictures } from "../pictures.ts";
import { fault, ok, warning, type Finding, type PlainCheck } from "./check.ts";

const gigabyte = 1024 ** 3;
/** Free space below which PostgreSQL soon stops, and below which there is time to act. */
const [fewestGigabytes, fewGigabytes] = [0.5, 5];
const dayMilliseconds = 86_400_000;
const oldestBackupDays = 7;

export const machineChecks: readonly PlainCheck[] = [
  {
    name: "disk",
    async run({ config: { dataDir } }) {
      const folders = [join(resolve(dataDir), "database"), resolve(dataDir)].map(nearest);
      const ofEachDisk = new Map(folders.map((folder) => [statSync(folder).dev, folder] as const));
      return Promise.all([...ofEachDisk.values()].map(spaceIn));
    },
  },
  {
    name: "folders",
    async run({ config }) {
      requireDataDir(config);
      await requirePictures(config);
      return [ok("The folders of the settings can be used.")];
    },
  },
  {
    name: "backup",
    run({ config: { dataDir, databaseUrl } }) {
      const last = lastBackup(dataDir);
      const own = databaseUrl === "" ? "" : " What your database server backs up by itself is not known here.";
      const advice = `Make one every day, and keep it on another machine: npm run backup or npm run export (docs/operations/backup-and-restore.md).${own}`;
      if (!last) return [warning("No backup of this shop is known here.", advice)];
      const days = (Date.now() - last.at.getTime()) / dayMilliseconds;
      const message = `The last backup known here is of ${last.at.toISOString()}, in ${last.where}.`;
      return [days > oldestBackupDays ? warning(message, advice) : ok(message)];
    },
  },
];

/** Returns what to think of the free space where a folder is. */
export function judgeSpace(folder: string, bytes: number): Finding {
  const gigabytes = bytes / gigabyte;
  const message = `${gigabytes.toFixed(1)} GB are free where ${folder} is.`;
  const advice = "Free some space, or move DATA_DIR to a larger disk: PostgreSQL stops when there is none.";
  if (gigabytes < fewestGigabytes) return fault(message, advice);
  return gigabytes < fewGigabytes ? warning(message, advice) : ok(message);
}

async function spaceIn(folder: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(folder);
  return judgeSpace(folder, bavail * bsize);
}

/** Returns the folder itself, without links, or the next one above it that exists. */
function nearest(path: string): string {
  return existsSync(path) ? realpathSync(path) : nearest(dirname(path));
}
