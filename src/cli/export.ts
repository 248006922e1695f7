import { placements } from "../../migrations/placement.ts";
import { exportShop, shownSettings } from "../archive/index.ts";
import { environment, type Config } from "../platform/config.ts";
import { settings } from "../platform/settings.ts";
import { noteBackup } from "../server/last-backup.ts";
import { picturesFolder } from "../server/pictures.ts";
import { version } from "../server/version.ts";
import { parseCommandLine } from "./command-line.ts";
import { counted, megabytes, secondsSince } from "./quantities.ts";
import { withShop } from "./with-database.ts";

const usage = `Usage: npm run export -- shop.tar.zst    writes the whole shop to one file, while it goes on selling:
       tables, pictures and settings without secrets; npm run restore fills an empty database from it
`;

const asked = readArguments();
if (asked.help) process.stdout.write(usage);
else await withShop((url, config) => write(url, config, asked.file));

function readArguments() {
  try {
    const { values, positionals } = parseCommandLine({
      allowPositionals: true,
      options: { help: { type: "boolean", short: "h", default: false } },
    });
    const [file = "", ...others] = positionals;
    if (!values.help && (file === "" || others.length > 0)) throw new Error("One file to write is needed.");
    return { help: values.help, file };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}`);
    process.exit(2);
  }
}

async function write(url: string, config: Config, file: string): Promise<void> {
  const began = performance.now();
  const { tables, rows, pictures, bytes } = await exportShop({
    url,
    file,
    tables: Object.keys(placements).filter((name) => name !== "schema_migration"),
    pictures: picturesFolder(config),
    settings: shownSettings(
      environment(),
      Object.values(settings).map(({ env }) => env),
    ),
    version,
  });
  noteBackup(config.dataDir, file);
  process.stdout.write(
    `Exported ${counted(tables, "table")}, ${counted(rows, "row")} and ${counted(pictures, "picture")} to ${file} (${megabytes(bytes)}) in ${secondsSince(began)}.\n` +
      "It holds customers' data and password hashes: keep it where only you can read it.\n",
  );
}
