import { statSync } from "node:fs";
import { restoreBackup, restoreShop, verifyArchive, verifyBackup } from "../archive/index.ts";
import { environment, readConfig, WrongSettings, type Config } from "../platform/config.ts";
import { embeddedOf } from "../server/ground.ts";
import { picturesFolder } from "../server/pictures.ts";
import { parseCommandLine } from "./command-line.ts";
import { tellFailure } from "./failure.ts";
import { counted, secondsSince } from "./quantities.ts";
import { withEmptyGround } from "./with-database.ts";

const usage = `Usage: npm run restore -- shop.tar.zst    fills an empty database from an archive of npm run export:
       the one at DATABASE_URL, or a new embedded one in DATA_DIR
       npm run restore -- folder          puts a backup of npm run backup into a DATA_DIR without a database, with
       what WAL_ARCHIVE has of the time since

  --until <time>    restores a backup as it was at this moment, such as 2026-11-27T10:00:00Z; needs WAL_ARCHIVE
`;

const asked = readArguments();
if (asked.help) process.stdout.write(usage);
else {
  try {
    const config = readConfig(environment());
    if (isFolder(asked.source)) await fromBackup(config, asked.source, asked.until);
    else if (asked.until) throw new WrongSettings("--until is for a backup: an archive holds one moment.");
    else await fromArchive(config, asked.source);
  } catch (error) {
    tellFailure(error);
  }
}

function readArguments() {
  try {
    const { values, positionals } = parseCommandLine({
      allowPositionals: true,
      options: { until: { type: "string" }, help: { type: "boolean", short: "h", default: false } },
    });
    const [source = "", ...others] = positionals;
    if (!values.help && (source === "" || others.length > 0)) throw new Error("One archive or backup is needed.");
    const until = values.until === undefined ? undefined : new Date(values.until);
    if (until && !(until.getTime() <= Date.now()))
      throw new Error(`--until takes a moment in the past, such as 2026-11-27T10:00:00Z, and not "${values.until}".`);
    return { help: values.help, source, until };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}`);
    process.exit(2);
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

async function fromArchive(config: Config, file: string): Promise<void> {
  const began = performance.now();
  const pictures = picturesFolder(config);
  // All of it is checked before a database is created for it.
  const archive = await verifyArchive(file, pictures);
  await withEmptyGround(async (url, { databaseMigrateUrl }) => {
    const restored = await restoreShop(archive, { url: databaseMigrateUrl || url, pictures });
    process.stdout.write(
      `Restored ${counted(restored.tables, "table")}, ${counted(restored.rows, "row")} and ${counted(restored.pictures, "picture")} as of ${archive.manifest.madeAt}, each table counted and compared, in ${secondsSince(began)}.\n`,
    );
    tellSettings(archive.settings);
  });
}

async function fromBackup(config: Config, folder: string, until: Date | undefined): Promise<void> {
  if (config.databaseUrl !== "")
    throw new WrongSettings("DATABASE_URL is set, and a backup is restored to the embedded database: leave it out.");
  const { dataDir, walArchive: archive } = embeddedOf(config);
  if (until && !archive)
    throw new WrongSettings("--until needs WAL_ARCHIVE: set it to the folder where that shop's is.");
  const began = performance.now();
  const pictures = picturesFolder(config);
  const backup = await verifyBackup(folder, pictures);
  const progress = (text: string) => void process.stderr.write(`${text}\n`);
  await restoreBackup(backup, { dataDir, pictures, archive, until, progress });
  const upTo = until
    ? `as it was at ${until.toISOString()}`
    : `as of ${backup.manifest.endedAt}${archive ? ", with what WAL_ARCHIVE has of the time since" : ""}`;
  process.stdout.write(
    `Restored ${counted(backup.manifest.files.length, "file")} into ${dataDir}, ${upTo}, in ${secondsSince(began)}.\n`,
  );
  tellSettings(backup.settings);
}

function tellSettings(settings: string): void {
  process.stdout.write(
    (settings === "" ? "" : `\nThat shop was set so; put into .env what still holds:\n\n${settings}`) +
      "\nStart it: npm start\n",
  );
}
