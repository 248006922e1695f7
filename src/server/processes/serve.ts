import { once } from "node:events";
import type { Config } from "../../platform/config.ts";
import { requireMigrated } from "../../platform/database/migrate.ts";
import { openLog, screenFor } from "../../platform/log.ts";
import { openShop, type Shop } from "../app.ts";
import { closeShop, retireShop } from "../ending.ts";
import { openGround } from "../ground.ts";
import { listenOn } from "../listening.ts";
import type { Database, MetricsOf, Order, Report } from "./messages.ts";

/** Answers requests in this process, on the database and until the moment that the primary process names. */
export async function serve(config: Config): Promise<void> {
  const log = openLog(config, await screenFor(config));
  // Some signals reach every process of a terminal or a group: the primary one tells the others what to do.
  for (const signal of ["SIGINT", "SIGHUP", "SIGUSR2"] as const) process.on(signal, () => undefined);
  const [opening] = (await once(process, "message")) as [Extract<Order, { kind: "open" }>];
  let places: Database = opening;
  const serving = obeyOrders({ config, moved: (now) => (places = now) });
  const { address: databaseUrl } = config.databaseUrl
    ? await openGround(config, log)
    : { address: () => places.databaseUrl };
  const readUrls = opening.readUrls.map((url, index) => () => places.readUrls[index] ?? url);
  // Since the primary process started, another version may have been put in place.
  await requireMigrated(databaseUrl);
  const { migration, port } = opening;
  const shop = await openShop({
    config,
    log,
    databaseUrl,
    ...(readUrls.length > 0 ? { readUrls } : {}),
    migration,
    actsWhenTold: true,
  });
  const address = await listenOn(shop, { ...config, port });
  serving.open(shop);
  const report: Report = { kind: "open", address };
  process.send?.(report);
}

type Obeying = { readonly config: Config; readonly moved: (places: Database) => void };

/** Obeys the primary process's orders, before and after the shop is open. */
function obeyOrders({ config, moved }: Obeying): { open(shop: Shop): void } {
  let open: Shop | undefined;
  let isEnding = false;
  const end = (close: (shop: Shop) => Promise<void>): void => {
    if (isEnding) return;
    isEnding = true;
    Promise.resolve(open && close(open))
      .then(() => process.exit(0))
      .catch(() => process.exit(1));
  };
  const retire = () => end((shop) => retireShop(shop, config));
  process.on("message", (order: Order) => {
    if (order.kind === "database") moved(order);
    if (order.kind === "jobs") open?.runJobs();
    if (order.kind === "metrics") tellMetrics(open, order.of).catch(() => undefined);
    if (order.kind === "retire") retire();
    if (order.kind === "close") end((shop) => closeShop(shop, config, order.isPatient));
  });
  // One process that is told to end hands its work to the others; the primary one replaces it.
  process.on("SIGTERM", retire);
  return {
    open(shop) {
      open = shop;
    },
  };
}

async function tellMetrics(shop: Shop | undefined, of: MetricsOf): Promise<void> {
  const { metrics } = shop ?? {};
  const told = of === "process" ? metrics?.ofProcess() : await metrics?.ofShop();
  const report: Report = { kind: "metrics", of, metrics: told ?? [] };
  process.send?.(report);
}
