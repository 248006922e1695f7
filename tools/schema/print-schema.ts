import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "../../src/platform/database/database.ts";
import { startEmbedded } from "../../src/platform/embedded-postgres/index.ts";
import { migrate, migrationsFolder } from "../../src/platform/database/migrate.ts";
import { takesNoArguments } from "../../src/cli/no-arguments.ts";
import { schemaDocument } from "./document.ts";
import { schemaDrawing } from "./drawing.ts";
import { listSchema } from "./listing.ts";
import { readTables } from "./tables.ts";

const usage = "Usage: npm run schema    writes migrations/schema.sql, docs/schema.md and docs/schema.svg anew\n";

if (takesNoArguments(usage)) await write();

/** Writes migrations/schema.sql, docs/schema.md and docs/schema.svg anew, from a temporary database. */
async function write(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "selvedge-schema-"));
  const embedded = await startEmbedded({ dataDir: folder, settings: { fsync: "off" } });
  try {
    await migrate(embedded.url);
    const db = openDatabase({ url: embedded.url, sharedConnections: 1, transactionConnections: 1 });
    await writeFile(new URL("schema.sql", migrationsFolder), await listSchema(db.reader));
    const tables = await readTables(db.reader);
    await writeFile(new URL("../docs/schema.md", migrationsFolder), schemaDocument(tables));
    await writeFile(new URL("../docs/schema.svg", migrationsFolder), schemaDrawing(tables));
    await db.close();
  } finally {
    await embedded.stop();
    for (const made of [embedded.dataFolder, folder]) await rm(made, { recursive: true, force: true });
  }
}
