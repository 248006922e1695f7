import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "../platform/database/database.ts";
import { startEmbedded } from "../platform/database/embedded/index.ts";
import { migrate, migrationsFolder } from "../platform/database/migrate.ts";
import { takesNoArguments } from "./no-arguments.ts";
import { schemaDocument } from "./schema/document.ts";
import { schemaDrawing } from "./schema/drawing.ts";
import { listSchema } from "./schema/listing.ts";
import { readTables } from "./schema/tables.ts";

const usage = "Usage: npm run schema    writes migrations/schema.sql, docs/schema.md and docs/schema.svg anew\n";

if (takesNoArguments(usage)) await write();

/** Writes migrations/schema.sql, docs/schema.md and docs/schema.svg anew, from a database that is made for it and gone afterwards. */
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
