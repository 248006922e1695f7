import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import type { Config } from "../platform/config.ts";
import { startEmbedded, type EmbeddedDatabase } from "../platform/database/embedded/index.ts";
import { migrate } from "../platform/database/migrate.ts";
import { openLog, screenFor } from "../platform/log.ts";
import { openShop, type Shop } from "./app.ts";
import { fillWithSample, settlePlaceholder } from "./sample.ts";

/** The API's port is in use by another program. */
export class PortTaken extends Error {}

/** Open requests may finish within this after the server was told to end; then it ends anyway. */
const drainMilliseconds = 25_000;
/** At Ctrl-C somebody is waiting at the terminal. */
const impatientMilliseconds = 2000;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

type Ground = { readonly url: string; readonly where: string; stop(): Promise<void> };

/** Starts the embedded database again when it dies: its address stays, so connections find it. */
const keepAlive = (first: EmbeddedDatabase, config: Config, log: Logger): (() => Promise<void>) => {
  let current = first;
  let isStopping = false;
  const watch = async (): Promise<void> => {
    const reason = await current.exited;
    if (isStopping) return;
    log.error({ reason }, "the database ended; starting it again");
    current = await startEmbedded({ dataDir: config.dataDir, port: Number(new URL(first.url).port) });
    await watch();
  };
  watch().catch((error: unknown) => {
    log.fatal({ err: error }, "the database could not be started again");
    process.kill(process.pid, "SIGTERM");
  });
  return () => {
    isStopping = true;
    return current.stop();
  };
};

const openGround = async (config: Config, log: Logger): Promise<Ground> => {
  if (config.databaseUrl) {
    const { host, pathname } = new URL(config.databaseUrl);
    return { url: config.databaseUrl, where: `${host}${pathname}`, stop: async () => undefined };
  }
  say("Starting PostgreSQL …");
  const database = await startEmbedded({
    dataDir: config.dataDir,
    port: config.databasePort,
    progress: (text) => say(`  ${text}`),
  });
  return { url: database.url, where: database.dataFolder, stop: keepAlive(database, config, log) };
};

const listenOn = async ({ app }: Shop, { host, port }: Config): Promise<string> => {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE")
      throw new PortTaken(
        `Port ${port} is in use by another program. Stop it, or choose another: PORT=3001 npm start`,
        { cause: error },
      );
    if (code === "EACCES" || code === "EADDRNOTAVAIL")
      throw new PortTaken(`The API cannot listen on ${host}:${port} (${code}). Choose another HOST or PORT.`, {
        cause: error,
      });
    throw error;
  }
};

const announce = (address: string, where: string, milliseconds: number): void => {
  const url = address.replace("127.0.0.1", "localhost").replace("[::1]", "localhost");
  say(`
Selvedge is open after ${(milliseconds / 1000).toFixed(1)} s.

  API       ${url}
  Read it   ${url}/docs
  Try it    curl '${url}/products?limit=3'
  Data      ${where}

Ctrl-C closes it.
`);
};

/** Ends the shop once, however often it is asked: at SIGTERM patiently, at Ctrl-C soon. */
const endOnSignal = (shop: Shop, ground: Ground, config: Config, log: Logger): void => {
  let isEnding = false;
  const end = async (isPatient: boolean) => {
    shop.drain();
    if (isPatient) await delay(config.shutdownDelaySeconds * 1000);
    await Promise.race([shop.close(), delay(isPatient ? drainMilliseconds : impatientMilliseconds)]);
    await ground.stop();
    process.exit(0);
  };
  for (const [signal, isPatient] of [
    ["SIGTERM", true],
    ["SIGINT", false],
    ["SIGHUP", false],
  ] as const)
    process.on(signal, () => {
      if (isEnding) return;
      isEnding = true;
      log.info({ signal }, "closing");
      end(isPatient).catch((error: unknown) => {
        log.fatal({ err: error }, "closing failed");
        process.exit(1);
      });
    });
};

const openOn = async (ground: Ground, config: Config, log: Logger): Promise<{ shop: Shop; address: string }> => {
  const { applied, newest } = await migrate(config.databaseMigrateUrl || ground.url);
  if (applied.length > 0) say(`Brought the database up to date (${applied.length} migrations).`);
  const shop = await openShop({ config, log, databaseUrl: ground.url, migration: newest });
  try {
    if (config.sampleCatalogue === "on" && (await fillWithSample(shop.db)))
      say("Filled the shop with the sample catalogue.");
    await settlePlaceholder(shop.db);
    return { shop, address: await listenOn(shop, config) };
  } catch (error) {
    await shop.close();
    throw error;
  }
};

/** The main job: a database, the schema, goods to show, and the API in front of them. */
export const runShop = async (config: Config): Promise<void> => {
  const log = openLog(config, await screenFor(config));
  if (config.rateLimit === "off") log.warn("RATE_LIMIT is off: anybody may guess passwords as often as they like");
  const ground = await openGround(config, log);
  try {
    const { shop, address } = await openOn(ground, config, log);
    endOnSignal(shop, ground, config, log);
    announce(address, ground.where, performance.now());
  } catch (error) {
    await ground.stop();
    throw error;
  }
};
