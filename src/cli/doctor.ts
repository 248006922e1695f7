import { environment, readConfig, type Config, type Environment } from "../platform/config.ts";
import { openDatabase } from "../platform/database/database.ts";
import { findPrimary } from "../platform/database/primary.ts";
import { reachEmbedded } from "../platform/embedded-postgres/index.ts";
import { requireMigrated, SchemaMismatch } from "../platform/database/migrate.ts";
import { fault, ok, type Examined } from "../server/doctor/check.ts";
import { examine, type Named } from "../server/doctor/checks.ts";
import { embeddedOf } from "../server/ground.ts";
import { ignoreClosedReader } from "./closed-reader.ts";
import { parseCommandLine } from "./command-line.ts";
import { counted } from "./quantities.ts";

const usage = `Usage: npm run doctor             looks at everything the shop needs, and says what to do; ends with 1 at a fault
       npm run doctor -- --json   says the same for a program
`;

const asked = readArguments();
ignoreClosedReader();
if (asked.help) process.stdout.write(usage);
else tell(await diagnosed());

function readArguments() {
  try {
    return parseCommandLine({
      options: { json: { type: "boolean", default: false }, help: { type: "boolean", short: "h", default: false } },
    }).values;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}`);
    process.exit(2);
  }
}

/** Returns all findings; only the first ones where the settings cannot be read. */
async function diagnosed(): Promise<readonly Named[]> {
  let given: Environment;
  let config: Config;
  try {
    given = environment();
    config = readConfig(given);
  } catch (error) {
    const advice = "Correct it where it is set, in the environment or in .env (docs/settings.md).";
    return (error as Error).message.split("\n").map((line) => ({ check: "settings", ...fault(line, advice) }));
  }
  try {
    const ground = config.databaseUrl
      ? { url: await findPrimary(config.databaseUrl), close: undefined }
      : await reachEmbedded(embeddedOf(config));
    try {
      return await examined(ground.url, { given, config });
    } finally {
      await ground.close?.();
    }
  } catch (error) {
    return [unreachable(error), ...(await examine({ given, config, database: undefined }))];
  }
}

async function examined(url: string, shop: Omit<Examined, "database">): Promise<readonly Named[]> {
  try {
    await requireMigrated(url);
  } catch (error) {
    if (!(error instanceof SchemaMismatch)) throw error;
    // No statement of this version can be trusted on another schema.
    const advice = "See docs/operations/updating.md.";
    return [
      { check: "migrations", ...fault(error.message, advice) },
      ...(await examine({ ...shop, database: undefined })),
    ];
  }
  const db = openDatabase({ url, sharedConnections: 1, transactionConnections: 2 });
  try {
    const schema = { check: "migrations", ...ok("The schema is this version's.") };
    return [schema, ...(await examine({ ...shop, database: { db, url } }))];
  } finally {
    await db.close();
  }
}

function unreachable(error: unknown): Named {
  const advice = "Start the database, or correct where it is: DATABASE_URL, or DATA_DIR for the embedded one.";
  return { check: "database", ...fault((error as Error).message, advice) };
}

function tell(findings: readonly Named[]): void {
  const of = (level: Named["level"]) => findings.filter((finding) => finding.level === level).length;
  if (asked.json)
    process.stdout.write(`${JSON.stringify({ faults: of("fault"), warnings: of("warning"), findings })}\n`);
  else
    process.stdout.write(
      `${findings.map(lineOf).join("\n")}\n\n${counted(of("fault"), "fault")}, ${counted(of("warning"), "warning")}.\n`,
    );
  if (of("fault") > 0) process.exitCode = 1;
}

function lineOf({ check, level, message, advice }: Named): string {
  const margin = " ".repeat(22);
  const begin = `${level.padEnd(8)}  ${check.padEnd(10)}  `;
  return `${begin}${message}${advice === undefined ? "" : `\n${margin}${advice}`}`;
}
