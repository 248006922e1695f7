import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { readConfig } from "../../src/platform/config.ts";
import { startEmbedded } from "../../src/platform/embedded-postgres/index.ts";
import { migrate } from "../../src/platform/database/migrate.ts";
import { openShop } from "../../src/server/app.ts";
import { takesNoArguments } from "../../src/cli/no-arguments.ts";
import { collectionOf } from "./collection.ts";

const collection = new URL("../../docs/api/selvedge.postman_collection.json", import.meta.url);

const usage = "Usage: npm run postman    writes the Postman collection anew from the API document\n";

if (takesNoArguments(usage)) await write();

/** Writes the collection anew, from the API document of a temporary shop. */
async function write(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "selvedge-postman-"));
  const embedded = await startEmbedded({ dataDir: folder, settings: { fsync: "off" } });
  try {
    const { newest } = await migrate(embedded.url);
    const config = readConfig({ LOG_LEVEL: "silent", DATA_DIR: folder });
    const shop = await openShop({
      config,
      log: pino({ level: "silent" }),
      databaseUrl: embedded.url,
      migration: newest,
    });
    const document = (await shop.app.inject("/openapi.json")).json();
    await writeFile(collection, `${JSON.stringify(collectionOf(document), null, 2)}\n`);
    await shop.close();
  } finally {
    await embedded.stop();
    for (const made of [embedded.dataFolder, folder]) await rm(made, { recursive: true, force: true });
  }
}
