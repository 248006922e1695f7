import type { Config } from "../platform/config.ts";
import { urlOf } from "../platform/database/connection.ts";
import { migrate, requireMigrated } from "../platform/database/migrate.ts";
import { findPrimary } from "../platform/database/primary.ts";
import { requireOwnSession } from "../platform/database/session.ts";
import type { Log } from "../platform/log.ts";
import { requireDataDir } from "./data-dir.ts";
import type { Ground } from "./ground.ts";
import { requireListenable } from "./listening.ts";
import { onceItAnswers } from "./patience.ts";
import { requirePictures } from "./pictures.ts";
import { requireRedisExtra } from "./redis.ts";
import { say } from "./say.ts";
import { requireTelemetryExtra } from "./telemetry.ts";
import { warningsOf } from "./warnings.ts";

type Opened = {
  /** Where the server listens; undefined when it runs background jobs alone. */
  readonly address: string | undefined;
  readonly where: string;
  readonly hasDocument: boolean;
  readonly processes?: number;
};

/** Throws what keeps a server from starting with these settings, before a database is created for it. */
export async function requireUsable(config: Config, log: Log): Promise<void> {
  for (const warning of warningsOf(config)) log.warn(warning);
  await requirePictures(config);
  await requireRedisExtra(config);
  await requireTelemetryExtra(config);
  requireDataDir(config);
  if (config.worker !== "only") await requireListenable(config);
}

/** Brings the database up to date. Returns the number of the newest migration. */
export async function prepareDatabase({ address }: Pick<Ground, "address">, config: Config): Promise<number> {
  // An embedded database has no pooler in front of it.
  if (config.databaseUrl) await requireOwnSession(address);
  const migrateUrl = config.databaseMigrateUrl && (await findPrimary(config.databaseMigrateUrl));
  const { applied, newest } = await migrate(migrateUrl || address, { tell: say });
  // The address for migrations may lead to another database.
  if (config.databaseMigrateUrl) await requireMigrated(address);
  if (applied.length > 0) say(`Brought the database up to date (${applied.length} migrations).`);
  return newest;
}

/** Fills an empty shop with the sample catalogue, unless its owner wants none. */
export async function fillEmptyShop({ address }: Pick<Ground, "address">, config: Config): Promise<void> {
  if (config.sampleCatalogue === "off") return;
  const { fillWithSample } = await import("./sample.ts");
  if (await onceItAnswers(() => fillWithSample(urlOf(address)))) say("Filled the shop with the sample catalogue.");
}

/** Prints the address on which the server listens: `localhost` may resolve to another one of this machine. */
export function announce({ address, where, hasDocument, processes }: Opened): void {
  const seconds = (performance.now() / 1000).toFixed(1);
  if (address === undefined) return say(`Selvedge runs background jobs, after ${seconds} s, and nothing else.`);
  const url = address.replace("[::]", "localhost");
  say(`
Selvedge is open after ${seconds} s.

  API       ${url}${hasDocument ? `\n  Read it   ${url}/docs` : ""}
  Try it    curl '${url}/products?limit=3'
  Data      ${where}${processes === undefined ? "" : `\n  Workers   ${processes} processes`}

Ctrl-C closes it.
`);
}
