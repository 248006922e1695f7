import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import type { Config } from "../platform/config.ts";
import { DatabaseGone } from "../platform/embedded-postgres/index.ts";
import { urlOf } from "../platform/database/connection.ts";
import { migrate, requireMigrated } from "../platform/database/migrate.ts";
import { findPrimary } from "../platform/database/primary.ts";
import { requireOwnSession } from "../platform/database/session.ts";
import { openLog, screenFor } from "../platform/log.ts";
import { openShop, type Shop } from "./app.ts";
import { requireDataDir } from "./data-dir.ts";
import { onceItAnswers } from "./patience.ts";
import { openGround, type Ground } from "./ground.ts";
import { requireListenable, whyNotListening } from "./listening.ts";
import { requirePictures } from "./pictures.ts";
import { requireRedisExtra } from "./redis.ts";
import { fillWithSample, settlePlaceholder } from "./sample.ts";
import { say } from "./say.ts";
import { warningsOf } from "./warnings.ts";

/** Time for open requests to finish after the server was told to stop; then it stops anyway. */
const drainMilliseconds = 25_000;
/**
 * Exit code for a supervisor that must not restart the shop, which would begin with an empty database (EX_CONFIG of
 * sysexits).
 */
const goneCode = 78;
/** Time for open requests to finish at Ctrl-C, where a person waits at the terminal. */
const impatientMilliseconds = 2000;

/** `address`: where the server listens; undefined when it runs background jobs alone. */
type Opened = { readonly address: string | undefined; readonly where: string; readonly hasDocument: boolean };

/** Runs the shop: database, schema, sample catalogue and API. */
export async function runShop(config: Config): Promise<void> {
  const log = openLog(config, await screenFor(config));
  for (const warning of warningsOf(config)) log.warn(warning);
  await requirePictures(config);
  await requireRedisExtra(config);
  requireDataDir(config);
  if (config.worker !== "only") await requireListenable(config);
  const ground = await openGround(config, log);
  try {
    const { shop, address } = await openOn(ground, config, log);
    endWhenDue(shop, ground, config, log);
    announce({ address, where: ground.where, hasDocument: config.apiDocs === "on" }, performance.now());
  } catch (error) {
    await ground.stop();
    throw error;
  }
}

/** Prints the address on which the server listens: `localhost` may resolve to another one of this machine. */
function announce({ address, where, hasDocument }: Opened, milliseconds: number): void {
  const seconds = (milliseconds / 1000).toFixed(1);
  if (address === undefined) return say(`Selvedge runs background jobs, after ${seconds} s, and nothing else.`);
  const url = address.replace("[::]", "localhost");
  say(`
Selvedge is open after ${seconds} s.

  API       ${url}${hasDocument ? `\n  Read it   ${url}/docs` : ""}
  Try it    curl '${url}/products?limit=3'
  Data      ${where}

Ctrl-C closes it.
`);
}

/**
 * Ends the shop once, however many signals arrive: at SIGTERM with time for open requests, at Ctrl-C soon. Also ends it
 * when its database is lost, with an exit code by which a supervisor decides whether to restart it.
 */
function endWhenDue(shop: Shop, ground: Ground, config: Config, log: Logger): void {
  let isEnding = false;
  const close = async (isPatient: boolean, code: number): Promise<void> => {
    shop.drain();
    if (isPatient) await delay(config.shutdownDelaySeconds * 1000);
    await Promise.race([shop.close(), delay(isPatient ? drainMilliseconds : impatientMilliseconds)]);
    await ground.stop();
    process.exit(code);
  };
  const end = (isPatient: boolean, code: number): void => {
    isEnding = true;
    close(isPatient, code).catch((error: unknown) => {
      log.fatal({ err: error }, "closing failed");
      process.exit(1);
    });
  };
  for (const [signal, isPatient] of [
    ["SIGTERM", true],
    ["SIGINT", false],
    ["SIGHUP", false],
  ] as const)
    process.on(signal, () => {
      if (isEnding) return;
      log.info({ signal }, "closing");
      end(isPatient, 0);
    });
  void ground.lost.then((reason) => {
    if (isEnding) return;
    const { message } = reason;
    log.fatal({ reason: message }, "the database is lost: closing");
    process.stderr.write(`\n${message}\n`);
    end(false, reason instanceof DatabaseGone ? goneCode : 1);
  });
}

async function openOn(
  ground: Ground,
  config: Config,
  log: Logger,
): Promise<{ shop: Shop; address: string | undefined }> {
  // An embedded database has no pooler in front of it.
  if (config.databaseUrl) await requireOwnSession(ground.address);
  const migrateUrl = config.databaseMigrateUrl && (await findPrimary(config.databaseMigrateUrl));
  const { applied, newest } = await migrate(migrateUrl || ground.address, { tell: say });
  // The address for migrations may lead to another database.
  if (config.databaseMigrateUrl) await requireMigrated(ground.address);
  if (applied.length > 0) say(`Brought the database up to date (${applied.length} migrations).`);
  const { address: databaseUrl, readUrls } = ground;
  const shop = await openShop({ config, log, databaseUrl, ...(readUrls ? { readUrls } : {}), migration: newest });
  try {
    if (config.sampleCatalogue === "on" && (await onceItAnswers(() => fillWithSample(urlOf(ground.address)))))
      say("Filled the shop with the sample catalogue.");
    await onceItAnswers(() => settlePlaceholder(shop.db));
    return { shop, address: await begin(shop, config) };
  } catch (error) {
    await shop.close();
    throw error;
  }
}

/** Begins to serve requests and to run jobs, or only jobs. Returns the address on which the server listens. */
async function begin({ app }: Shop, { host, port, worker }: Config): Promise<string | undefined> {
  if (worker === "only") return void (await app.ready());
  return app.listen({ host, port }).catch((error: unknown) => {
    throw whyNotListening(error, { host, port });
  });
}
