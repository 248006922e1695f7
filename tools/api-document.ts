import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { readConfig } from "../src/platform/config.ts";
import { migrate } from "../src/platform/database/migrate.ts";
import { startEmbedded } from "../src/platform/embedded-postgres/index.ts";
import { openShop } from "../src/server/app.ts";

/** Returns the API document of a temporary shop with default settings; `Document` names the parts that are read. */
export async function readApiDocument<Document>(): Promise<Document> {
  const folder = await mkdtemp(join(tmpdir(), "selvedge-document-"));
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
    const document = (await shop.app.inject("/openapi.json")).json<Document>();
    await shop.close();
    return document;
  } finally {
    await embedded.stop();
    for (const made of [embedded.dataFolder, folder]) await rm(made, { recursive: true, force: true });
  }
}
