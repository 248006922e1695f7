import { resolve } from "node:path";
import { placements } from "../../migrations/placement.ts";
import { moveShop } from "../archive/index.ts";
import { environment, readConfig, WrongSettings, type Config } from "../platform/config.ts";
import { requireMigrated } from "../platform/database/migrate.ts";
import { findPrimary } from "../platform/database/primary.ts";
import { requireOwnSession } from "../platform/database/session.ts";
import { startAlone } from "../platform/embedded-postgres/index.ts";
import { withoutPassword } from "../platform/postgres-address.ts";
import { embeddedOf } from "../server/ground.ts";
import { ignoreClosedReader } from "./closed-reader.ts";
import { parseCommandLine } from "./command-line.ts";
import { tellFailure } from "./failure.ts";
import { counted, secondsSince } from "./quantities.ts";

const usage = `Usage: npm run move -- postgres://user:password@host/database    copies the shop of the embedded database
       into an empty database of your own server (PostgreSQL 15 or newer), and compares every table; stop the shop first
`;

const asked = readArguments();
if (asked.help) process.stdout.write(usage);
else await move(asked.target);

function readArguments() {
  try {
    const { values, positionals } = parseCommandLine({
      allowPositionals: true,
      options: { help: { type: "boolean", short: "h", default: false } },
    });
    const [target = "", ...others] = positionals;
    if (!values.help && (target === "" || others.length > 0)) throw new Error("One address of a database is needed.");
    return { help: values.help, target };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}`);
    process.exit(2);
  }
}

async function move(target: string): Promise<void> {
  ignoreClosedReader();
  try {
    const config = settingsFor(target);
    const primary = await findPrimary(target);
    // A pooler that the shop could not use afterwards is refused before anything is copied.
    await requireOwnSession(primary);
    // Throws where the shop runs: it would go on selling here.
    const database = await startAlone(embeddedOf(config));
    try {
      await requireMigrated(database.url);
      const moved = await copy(database.url, primary);
      process.stdout.write(`${moved}${adviceFor(target, config.dataDir)}`);
    } finally {
      await database.stop();
    }
  } catch (error) {
    tellFailure(error);
  }
}

/** Returns the settings, with the target's address checked as the setting that it is to become. */
function settingsFor(target: string): Config {
  const config = readConfig(environment());
  if (config.databaseUrl !== "")
    throw new WrongSettings(
      "DATABASE_URL is set, so this shop is not in the embedded database. Leave it out, or use npm run export and npm run restore.",
    );
  readConfig({ DATABASE_URL: target });
  return config;
}

/** Copies the shop, and returns what was copied as a sentence. */
async function copy(from: string, to: string): Promise<string> {
  const began = performance.now();
  const tables = Object.keys(placements).filter((name) => name !== "schema_migration");
  const moved = await moveShop(from, to, tables);
  return `Moved ${counted(moved.tables, "table")} and ${counted(moved.rows, "row")}, each table counted and compared, in ${secondsSince(began)}.\n`;
}

function adviceFor(target: string, dataDir: string): string {
  return `
Put this into .env, with the password in its place, and start the shop:

DATABASE_URL=${withoutPassword(target)}

DATA_DIR stays as it is, for pictures and mails. The embedded database in ${resolve(dataDir)} is unchanged:
a start without DATABASE_URL opens the shop as it was before.
`;
}
