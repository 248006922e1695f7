import { Server } from "node:net";
import type { FastifyBaseLogger } from "fastify";
import { settleCurrency } from "../orders/index.ts";
import { openPayments, type Payments } from "../payments/index.ts";
import { keepReplies } from "../platform/http/cache/replies.ts";
import type { Config } from "../platform/config.ts";
import type { Address } from "../platform/database/connection.ts";
import type { Database } from "../platform/database/database.ts";
import { listen, type Listener } from "../platform/database/signals.ts";
import { limitRequests } from "../platform/limits/general.ts";
import { tagReplies } from "../platform/http/cache-tags.ts";
import { openRoutes } from "../platform/http/route.ts";
import { createServer, type App } from "../platform/http/server.ts";
import { collectDocument, documentRoutes } from "./document.ts";
import { openFeatures, type FeatureDependencies } from "./features.ts";
import { healthRoutes } from "./health.ts";
import { mailPageRoutes } from "./mail-pages.routes.ts";
import type { Metrics } from "./metrics/metrics.ts";
import { openOwnMetrics } from "./metrics/own-metrics.ts";
import { onceItAnswers } from "./patience.ts";
import { pictureRoutes } from "./pictures.ts";
import type { Storefront, StorefrontDependencies } from "../storefront/index.ts";
import { openShopDatabase } from "./shop-database.ts";
import { openRedis } from "./redis.ts";
import { openOwnTelemetry } from "./telemetry.ts";
import { version } from "./version.ts";
import { watchersOf } from "./watchers.ts";
import { welcomeRoute } from "./welcome.ts";
import { openWorker } from "./worker.ts";

export type Shop = {
  readonly app: App;
  readonly db: Database;
  /**
   * Makes `/readyz` fail, while all other requests are still answered; each reply ends its connection, so that clients
   * are not cut off later.
   */
  drain(): void;
  /** Accepts no further connections, which other processes accept, and ends open ones with their next reply. */
  handOver(): void;
  /** What this process tells of itself, and of the whole shop; undefined where metrics are off. */
  readonly metrics: Pick<Metrics, "ofProcess" | "ofShop"> | undefined;
  /** Begins to run background jobs; to be called once, and only with `actsWhenTold`. */
  runJobs(): void;
  close(): Promise<void>;
};

export type ShopOptions = Pick<FeatureDependencies, "passwordWorkers"> & {
  readonly config: Config;
  readonly log: FastifyBaseLogger;
  /** Address of the database: the settings do not have that of the embedded one. */
  readonly databaseUrl: Address;
  /** Addresses of the replicas; by default those of the settings. */
  readonly readUrls?: readonly Address[];
  /** Number of this program's newest migration. */
  readonly migration: number;
  readonly db?: Database;
  /** Run no background jobs before `runJobs` is called, and tell metrics to nobody but the caller of `metrics`. */
  readonly actsWhenTold?: boolean;
};

type Listeners = Readonly<Record<string, Listener>>;

/** Opens the whole shop and connects its parts. */
export async function openShop(options: ShopOptions): Promise<Shop> {
  const { config, log, migration } = options;
  const parts = await openParts(options);
  const { db, features, identify, identifyStaff, replies, shared, storefront, metrics, telemetry } = parts;
  let isDraining = false;

  const app = await createServer({
    log,
    corsOrigins: listed(config.corsOrigins),
    trustProxy: listed(config.trustProxy),
    logRequests: config.logRequests === "on",
    maxConnections: config.maxConnections,
    watch: watchersOf(config, [telemetry, metrics]),
  });
  if (config.rateLimit === "on" && config.rateLimitPerMinute > 0)
    limitRequests(app, db, config.rateLimitPerMinute, shared?.addUp);
  if (config.cacheTags !== "off") tagReplies(app, config.cacheTags);
  await collectDocument(app, { version, tags: features.flatMap(({ apiTags }) => apiTags) });
  welcomeRoute(app, { version, hasDocument: config.apiDocs === "on", home: storefront?.home });
  const route = openRoutes(app, { replies, identify, identifyStaff });
  for (const feature of features) feature.routes(route, app);
  healthRoutes(app, { db, migration, isDraining: () => isDraining, redis: () => shared?.state() ?? "none" });
  await pictureRoutes(app, config);
  await mailPageRoutes(app, config);
  await storefront?.routes(app);
  if (config.apiDocs === "on") await documentRoutes(app);
  // At the first start every periodic task is due. None of them competes with the filling of the shop, which is over
  // when the server becomes ready.
  app.addHook("onReady", async () => {
    if (options.actsWhenTold) return;
    await metrics?.listen();
    parts.worker.begin();
  });

  return {
    app,
    db,
    metrics,
    drain() {
      isDraining = true;
      endConnections(app);
    },
    handOver() {
      // Not the server's own method, which closes idle connections too: their next requests may be on the way.
      Server.prototype.close.call(app.server);
      endConnections(app);
    },
    runJobs: () => parts.worker.begin(),
    async close() {
      // A connection that was in use when the server began to close is idle after its reply.
      const idle = setInterval(() => app.server.closeIdleConnections(), 100);
      await app.close().finally(() => clearInterval(idle));
      await parts.close();
    },
  };
}

/** Makes the next reply on each connection the last, and tells the client so. */
function endConnections({ server }: App): void {
  server.maxRequestsPerSocket = 1;
}

function listed(setting: string): string[] {
  return setting
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** Opens everything behind the routes: database, Redis, reply cache, features with state, jobs, what watches them. */
async function openParts(options: ShopOptions) {
  const { config, log, databaseUrl, passwordWorkers } = options;
  const db = options.db ?? openShopDatabase(options);
  const payments = await openOwnPayments(db, options);
  const shared = await openRedis({ config, log, db });
  const replies = keepReplies({
    sharing: shared?.replies,
    maxBytes: config.replyCacheMegabytes * 1024 * 1024,
    maxAgeSeconds: config.replyCacheSeconds,
    publicAgeSeconds: config.publicMaxAgeSeconds,
  });
  const opened = await openFeatures({ db, config, replies, payments, passwordWorkers });
  const { features, catalogue, identify, identifyStaff, close } = opened;
  const storefront = config.storefront === "on" ? await openPages({ db, config, replies, ...catalogue }) : undefined;
  const worker = openWorker({ db, config, log }, features);
  const listeners = Object.assign({}, worker.listeners, ...features.map((one) => one.listeners)) as Listeners;
  const signals = listen(databaseUrl, shared?.relayed(listeners) ?? listeners);
  const telemetry = await openOwnTelemetry(config, log);
  const metrics = await openOwnMetrics(config, { db, replies, features, sendMetrics: telemetry?.sendMetrics });
  return {
    db,
    metrics,
    telemetry,
    shared,
    replies,
    identify,
    identifyStaff,
    features,
    storefront,
    worker,
    async close() {
      await Promise.all([worker.close(), metrics?.sendLast()]);
      shared?.close();
      await Promise.all([signals.close(), close(), db.close()]);
      await Promise.all([metrics?.close(), telemetry?.close()]);
    },
  };
}

/** Loads the storefront only where it is wanted. */
async function openPages(dependencies: StorefrontDependencies): Promise<Storefront> {
  const { openStorefront } = await import("../storefront/index.ts");
  return openStorefront(dependencies);
}

/**
 * Opens payments, before anything else: a shop with another currency, or with payments at another account, does not
 * start.
 */
async function openOwnPayments(db: Database, { config, log }: ShopOptions): Promise<Payments> {
  try {
    await onceItAnswers(() => settleCurrency(db, config.currency));
    const payments = await openPayments({ db, config, log });
    await onceItAnswers(() => payments.requireOwnAccount());
    return payments;
  } catch (error) {
    await db.close();
    throw error;
  }
}
