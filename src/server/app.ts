import type { FastifyBaseLogger } from "fastify";
import { cartRoutes, exportCart, eraseCart } from "../cart/index.ts";
import {
  attributeRoutes,
  catalogueInvalidation,
  departmentRoutes,
  exportReviews,
  eraseReviewer,
  keepOptions,
  keepVocabulary,
  openVariantResolver,
  productListRoutes,
  productRoutes,
  reviewInvalidation,
  reviewRoutes,
} from "../catalogue/index.ts";
import { holdCustomer, openCustomers } from "../customers/index.ts";
import { orderRoutes, ordersOfCustomers, pendingLimitsOf, settleCurrency } from "../orders/index.ts";
import { exportPayments, erasePayer, openPayments, type Payments } from "../payments/index.ts";
import { exportRejects, eraseImported } from "../import/index.ts";
import { eraseMails, exportMails } from "../platform/mail/sent.ts";
import { keepReplies } from "../platform/cache/replies.ts";
import type { Config } from "../platform/config.ts";
import type { Address } from "../platform/database/connection.ts";
import { openDatabase, type Database, type Writer } from "../platform/database/database.ts";
import { listen } from "../platform/database/signals.ts";
import { countAttempts, unlimited } from "../platform/limits/attempts.ts";
import { limitRequests } from "../platform/limits/general.ts";
import { createServer, type App } from "../platform/http/server.ts";
import { shippingRoutes } from "../shipping/index.ts";
import { availabilityRoutes, scarcityListener } from "../stock/index.ts";
import { taxRoutes } from "../tax/index.ts";
import { collectDocument, documentRoutes } from "./document.ts";
import { healthRoutes } from "./health.ts";
import { mailPageRoutes } from "./mail-pages.routes.ts";
import { onceItAnswers } from "./patience.ts";
import { pictureRoutes } from "./pictures.ts";
import { version } from "./version.ts";
import { welcomeRoute } from "./welcome.ts";
import { startWorker } from "./worker.ts";

export type Shop = {
  readonly app: App;
  readonly db: Database;
  /** From now on `/readyz` says no, while everything else is still answered. */
  drain(): void;
  close(): Promise<void>;
};

export type ShopOptions = {
  readonly config: Config;
  readonly log: FastifyBaseLogger;
  /** Where the database is: the embedded one is at no address of the settings. */
  readonly databaseUrl: Address;
  /** The number of the newest migration of this program. */
  readonly migration: number;
  readonly db?: Database;
};

type Parts = Awaited<ReturnType<typeof openParts>>;

/** The whole shop, wired by hand. */
export async function openShop(options: ShopOptions): Promise<Shop> {
  const { config, log, migration } = options;
  const parts = await openParts(options);
  const { db, customers, work, signals } = parts;
  let isDraining = false;

  const app = await createServer({
    log,
    corsOrigins: listed(config.corsOrigins),
    trustProxy: listed(config.trustProxy),
    logRequests: config.logRequests === "on",
    maxConnections: config.maxConnections,
  });
  if (config.rateLimit === "on" && config.rateLimitPerMinute > 0) limitRequests(app, db, config.rateLimitPerMinute);
  await collectDocument(app, { version });
  welcomeRoute(app, { version, hasDocument: config.apiDocs === "on" });
  registerFeatures(app, parts);
  healthRoutes(app, { db, migration, isDraining: () => isDraining });
  await pictureRoutes(app, config);
  await mailPageRoutes(app, config);
  if (config.apiDocs === "on") await documentRoutes(app);

  return {
    app,
    db,
    drain() {
      isDraining = true;
    },
    async close() {
      await app.close();
      await work.close();
      await Promise.all([signals.close(), customers.close(), db.close()]);
    },
  };
}

/** What features keep about a customer, by feature. */
export function personalDataSourcesOf(config: Config) {
  return [
    { name: "reviews", export: exportReviews, forget: eraseReviewer },
    { name: "cart", export: exportCart, forget: eraseCart },
    { name: "orders", ...ordersOfCustomers(config) },
    { name: "payments", export: exportPayments, forget: erasePayer },
    { name: "set_aside", export: exportRejects, forget: eraseImported },
    {
      name: "mails",
      export: exportMails,
      forget: (tx: Writer, customerId: number) => eraseMails(tx, config.dataDir, customerId),
    },
  ];
}

function listed(setting: string): string[] {
  return setting
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** Everything behind the routes: the database, what is kept in memory, features with a state of their own, jobs. */
async function openParts(options: ShopOptions) {
  const { config, log, databaseUrl } = options;
  const db = options.db ?? openShopDatabase(options);
  const payments = await openOwnPayments(db, options);
  const replies = keepReplies({
    maxBytes: config.replyCacheMegabytes * 1024 * 1024,
    maxAgeSeconds: config.replyCacheSeconds,
    publicAgeSeconds: config.publicMaxAgeSeconds,
  });
  const choices = keepOptions(db, config);
  const vocabulary = keepVocabulary(config);
  const keptOfCatalogue = { forgetAll: () => [replies, choices, vocabulary].forEach((kept) => kept.forgetAll()) };
  const attempts = config.rateLimit === "on" ? countAttempts(db) : unlimited;
  const customers = await onceItAnswers(() =>
    openCustomers({ db, attempts, config, personalDataSources: personalDataSourcesOf(config) }),
  );
  const work = startWorker({ db, config, log, customers, payments });
  const signals = listen(databaseUrl, {
    ...work.listeners,
    ...(config.worker === "on" ? { stock: scarcityListener(db) } : {}),
    catalogue: catalogueInvalidation(db, keptOfCatalogue),
    review: reviewInvalidation(db, replies),
    ...customers.listeners,
  });
  return { config, db, replies, choices, vocabulary, attempts, customers, payments, work, signals };
}

function openShopDatabase({ config, databaseUrl, log }: ShopOptions): Database {
  return openDatabase({
    url: databaseUrl,
    readUrl: config.databaseReadUrl || undefined,
    tellOfReplica: (state, error) =>
      state === "away"
        ? log.error({ err: error }, "the replica at DATABASE_READ_URL does not answer: the primary answers its reads")
        : log.info("the replica at DATABASE_READ_URL answers again"),
    sharedConnections: config.sharedConnections,
    transactionConnections: config.transactionConnections,
  });
}

/** Before anything else is open: a shop in another currency, or whose payments are at another account, does not open. */
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

/** Every feature with what it needs, in the order of the document. */
function registerFeatures(app: App, parts: Parts): void {
  const { config, db, replies, choices, vocabulary, attempts, customers, payments } = parts;
  const { reader } = db;
  const { identify } = customers;
  departmentRoutes(app, { reader, replies, config });
  attributeRoutes(app, { reader, replies });
  productListRoutes(app, { reader, replies, vocabulary, config });
  productRoutes(app, { reader, replies });
  availabilityRoutes(app, { reader });
  reviewRoutes(app, { db, replies, attempts, holdCustomer, ...customers });
  customers.routes(app);
  cartRoutes(app, { db, resolveVariant: openVariantResolver(choices), identify, holdCustomer });
  orderRoutes(app, {
    db,
    identify,
    checkout: config.checkout,
    pending: pendingLimitsOf(config),
    isLimited: config.rateLimit === "on",
  });
  payments.routes(app, { attempts, identify });
  taxRoutes(app, { reader, replies });
  shippingRoutes(app, { reader, replies });
}
