import { backUp, shownSettings } from "../archive/index.ts";
import { environment, WrongSettings, type Config } from "../platform/config.ts";
import { archiveOf, pruneArchive } from "../platform/embedded-postgres/index.ts";
import { settings } from "../platform/settings.ts";
import { noteBackup } from "../server/last-backup.ts";
import { picturesFolder } from "../server/pictures.ts";
import { version } from "../server/version.ts";
import { parseCommandLine } from "./command-line.ts";
import { counted, megabytes, secondsSince } from "./quantities.ts";
import { withShop } from "./with-database.ts";

const usage = `Usage: npm run backup -- folder    copies the embedded database, pictures and settings to a new folder, while
       the shop sells; npm run restore brings it back, and with WAL_ARCHIVE any moment since

  --prune-wal    deletes what WAL_ARCHIVE has from before this backup: earlier ones then restore only their own moment
`;

const asked = readArguments();
if (asked.help) process.stdout.write(usage);
else await withShop((url, config) => backup(url, config));

function readArguments() {
  try {
    const { values, positionals } = parseCommandLine({
      allowPositionals: true,
      options: {
        "prune-wal": { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    const [folder = "", ...others] = positionals;
    if (!values.help && (folder === "" || others.length > 0)) throw new Error("One folder to write is needed.");
    return { help: values.help, folder, isPruning: values["prune-wal"] };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}`);
    process.exit(2);
  }
}

async function backup(url: string, config: Config): Promise<void> {
  if (config.databaseUrl !== "")
    throw new WrongSettings(
      "DATABASE_URL is set, and only the embedded database is copied by npm run backup. Use npm run export, or your server's own way, such as pg_basebackup.",
    );
  const { folder, isPruning } = asked;
  const { walArchive, dataDir } = config;
  if (isPruning && walArchive === "") throw new WrongSettings("WAL_ARCHIVE is not set: there is nothing to prune.");
  const began = performance.now();
  const { systemIdentifier, firstWal, files, bytes } = await backUp({
    url,
    dataDir,
    folder,
    pictures: picturesFolder(config),
    settings: shownSettings(
      environment(),
      Object.values(settings).map(({ env }) => env),
    ),
    version,
  });
  noteBackup(dataDir, folder);
  const pruned = isPruning ? pruneArchive(archiveOf(walArchive, systemIdentifier), firstWal) : undefined;
  process.stdout.write(
    `Backed up ${counted(files, "file")} (${megabytes(bytes)}) to ${folder} in ${secondsSince(began)}.\n` +
      (pruned === undefined ? "" : `Deleted ${counted(pruned, "file")} from before it in WAL_ARCHIVE.\n`) +
      "It holds customers' data, password hashes and the database's password: keep it where only you can read it.\n",
  );
}
