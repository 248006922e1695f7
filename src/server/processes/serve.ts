import { openRemoteWorkers, type RemoteWorkers } from "../../customers/index.ts";
import type { Config } from "../../platform/config.ts";
import { requireMigrated } from "../../platform/database/migrate.ts";
import { openLog, screenFor } from "../../platform/log.ts";
import { openShop, type Shop } from "../app.ts";
import { closeShop, retireShop } from "../ending.ts";
import { openGround } from "../ground.ts";
import { listenOn } from "../listening.ts";
import type { Database, MetricsOf, Opening, Order, Report } from "./messages.ts";

/** Answers requests in this process, on the database and until the moment that the primary process names. */
export async function serve(config: Config): Promise<void> {
  // Some signals reach every process of a terminal or a group: the primary one tells the others what to do.
  for (const signal of ["SIGINT", "SIGHUP", "SIGUSR2"] as const) process.on(signal, () => undefined);
  const passwordWorkers = openRemoteWorkers(report);
  const serving = obeyOrders(config, passwordWorkers);
  const log = openLog(config, await screenFor(config));
  const { migration, port, readUrls: copies } = await serving.opening;
  const { address: databaseUrl } = config.databaseUrl
    ? await openGround(config, log)
    : { address: () => serving.places().databaseUrl };
  const readUrls = copies.map((url, index) => () => serving.places().readUrls[index] ?? url);
  // Since the primary process started, another version may have been put in place.
  await requireMigrated(databaseUrl);
  const shop = await openShop({
    config,
    log,
    databaseUrl,
    ...(readUrls.length > 0 ? { readUrls } : {}),
    migration,
    actsWhenTold: true,
    passwordWorkers,
  });
  const address = await listenOn(shop, { ...config, port });
  serving.open(shop);
  report({ kind: "open", address });
}

type Serving = {
  /** Resolves with the order to open. */
  readonly opening: Promise<Opening>;
  /** Returns where the embedded database and its replicas are now. */
  places(): Database;
  open(shop: Shop): void;
};

/**
 * Obeys the primary process's orders, before and after the shop is open. Orders that arrive before anything listens are
 * lost, and those that arrive together are told at once: so one listener is there from the beginning, and says so.
 */
function obeyOrders(config: Config, passwordWorkers: RemoteWorkers): Serving {
  const { promise: opening, resolve } = Promise.withResolvers<Opening>();
  let places: Database = { databaseUrl: "", readUrls: [] };
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
    if (order.kind === "open" || order.kind === "database") places = order;
    if (order.kind === "open") resolve(order);
    if (order.kind === "jobs") open?.runJobs();
    if (order.kind === "hashed") passwordWorkers.replied(order);
    if (order.kind === "metrics") tellMetrics(open, order.of).catch(() => undefined);
    if (order.kind === "retire") retire();
    if (order.kind === "close") end((shop) => closeShop(shop, config, order.isPatient));
  });
  // One process that is told to end hands its work to the others; the primary one replaces it.
  process.on("SIGTERM", retire);
  report({ kind: "ready" });
  return {
    opening,
    places: () => places,
    open(shop) {
      open = shop;
    },
  };
}

function report(what: Report): void {
  // When it cannot be sent, the primary process is gone, and this one ends too.
  process.send?.(what, () => undefined);
}

async function tellMetrics(shop: Shop | undefined, of: MetricsOf): Promise<void> {
  const { metrics } = shop ?? {};
  const told = of === "process" ? metrics?.ofProcess() : await metrics?.ofShop();
  report({ kind: "metrics", of, metrics: told ?? [] });
}
