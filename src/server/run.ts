import type { Logger } from "pino";
import type { Config } from "../platform/config.ts";
import { openLog, screenFor } from "../platform/log.ts";
import { openShop, type Shop } from "./app.ts";
import { closeShop, endWhenDue } from "./ending.ts";
import { inviteFirstOwner } from "./first-owner.ts";
import { openGround, type Ground } from "./ground.ts";
import { listenOn } from "./listening.ts";
import { onceItAnswers } from "./patience.ts";
import { announce, fillEmptyShop, prepareDatabase, requireUsable } from "./prepare.ts";
import { settlePlaceholder } from "./sample.ts";

/** Runs the shop in this process: database, schema, sample catalogue and API. */
export async function runShop(config: Config): Promise<void> {
  const log = openLog(config, await screenFor(config));
  // Without a listener, this signal would end the shop.
  process.on("SIGUSR2", () => log.warn("SIGUSR2 replaces one process after the other, and there is one: it goes on"));
  await requireUsable(config, log);
  const ground = await openGround(config, log);
  try {
    const { shop, address } = await openOn(ground, config, log);
    endWhenDue({ ...ground, log, close: (isPatient) => closeShop(shop, config, isPatient) });
    announce({ address, where: ground.where, hasDocument: config.apiDocs === "on" });
    if (address !== undefined) await inviteFirstOwner({ address: ground.address, url: address }, config);
  } catch (error) {
    await ground.stop();
    throw error;
  }
}

async function openOn(
  ground: Ground,
  config: Config,
  log: Logger,
): Promise<{ shop: Shop; address: string | undefined }> {
  const migration = await prepareDatabase(ground, config);
  const { address: databaseUrl, readUrls } = ground;
  const shop = await openShop({ config, log, databaseUrl, ...(readUrls ? { readUrls } : {}), migration });
  try {
    await fillEmptyShop(ground, config);
    await onceItAnswers(() => settlePlaceholder(shop.db));
    return { shop, address: await begin(shop, config) };
  } catch (error) {
    await shop.close();
    throw error;
  }
}

/** Begins to serve requests and to run jobs, or only jobs. Returns the address on which the server listens. */
async function begin(shop: Shop, config: Config): Promise<string | undefined> {
  if (config.worker === "only") return void (await shop.app.ready());
  return listenOn(shop, config);
}
