import { setTimeout as delay } from "node:timers/promises";
import type { FastifyBaseLogger } from "fastify";
import {
  availabilityRoutes,
  cartRoutes,
  exportCart,
  forgetCart,
  openRecognition,
  scarcityListener,
} from "../cart/index.ts";
import {
  attributeRoutes,
  catalogueFreshness,
  departmentRoutes,
  exportReviews,
  forgetReviewer,
  keepChoices,
  keepVocabulary,
  productListRoutes,
  productRoutes,
  reviewFreshness,
  reviewRoutes,
} from "../catalogue/index.ts";
import { holdCustomer, openCustomers } from "../customers/index.ts";
import { orderRoutes, ordersOfCustomers, pendingLimitsOf, settleCurrency } from "../orders/index.ts";
import { exportPayments, forgetPayer, openPayments, type Payments } from "../payments/index.ts";
import { exportRejects, forgetImported } from "../legacy/index.ts";
import { eraseMails, exportMails } from "../platform/mail/sent.ts";
import { keepReplies } from "../platform/cache/replies.ts";
import type { Config } from "../platform/config.ts";
import type { Address } from "../platform/database/connection.ts";
import { openDatabase, type Database, type Writer } from "../platform/database/database.ts";
import { listen } from "../platform/database/signals.ts";
import { countAttempts, unlimited } from "../platform/limits/attempts.ts";
import { limitRequests } from "../platform/limits/general.ts";
import { createServer, type App } from "../platform/http/server.ts";
import { Refusal } from "../platform/refusal.ts";
import { shippingRoutes } from "../shipping/index.ts";
import { taxRoutes } from "../tax/index.ts";
import { collectDocument, documentRoutes } from "./document.ts";
import { healthRoutes } from "./health.ts";
import { mailPageRoutes } from "./mail-pages/routes.ts";
import { pictureRoutes } from "./pictures.ts";
import { version } from "./version.ts";
import { welcomeRoute } from "./welcome.ts";
import { openWork } from "./work.ts";

export type Shop = {
  readonly app: App;
  readonly db: Database;
  /** From now on `/readyz` says no, while everything else is still answered. */
  drain(): void;
  close(): Promise<void>;
};

export type ShopWish = {
  readonly config: Config;
  readonly log: FastifyBaseLogger;
  /** Where the database is: the embedded one is at no address of the settings. */
  readonly databaseUrl: Address;
  /** The number of the newest migration of this program. */
  readonly migration: number;
  readonly db?: Database;
};

/** A database that was started a moment ago, or has much to do, may answer late: a start waits for it. */
const startPatienceMilliseconds = 30_000;
const pauseMilliseconds = 250;

type Parts = Awaited<ReturnType<typeof openParts>>;

/** The whole shop, wired by hand. */
export async function openShop(wish: ShopWish): Promise<Shop> {
  const { config, log, migration } = wish;
  const parts = await openParts(wish);
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
export function belongingsOf(config: Config) {
  return [
    { name: "reviews", export: exportReviews, forget: forgetReviewer },
    { name: "cart", export: exportCart, forget: forgetCart },
    { name: "orders", ...ordersOfCustomers(config) },
    { name: "payments", export: exportPayments, forget: forgetPayer },
    { name: "set_aside", export: exportRejects, forget: forgetImported },
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
async function openParts(wish: ShopWish) {
  const { config, log, databaseUrl } = wish;
  const db = wish.db ?? openShopDatabase(wish);
  const payments = await openOwnPayments(db, wish);
  const replies = keepReplies({
    maxBytes: config.replyCacheMegabytes * 1024 * 1024,
    maxAgeSeconds: config.replyCacheSeconds,
    publicAgeSeconds: config.publicMaxAgeSeconds,
  });
  const choices = keepChoices(db, config);
  const vocabulary = keepVocabulary(config);
  const keptOfCatalogue = { forgetAll: () => [replies, choices, vocabulary].forEach((kept) => kept.forgetAll()) };
  const attempts = config.rateLimit === "on" ? countAttempts(db) : unlimited;
  const customers = await openCustomers({ db, attempts, config, belongings: belongingsOf(config) });
  const work = openWork({ db, config, log, customers, payments });
  const signals = listen(databaseUrl, {
    ...work.listeners,
    ...(config.worker === "on" ? { stock: scarcityListener(db) } : {}),
    catalogue: catalogueFreshness(db, keptOfCatalogue),
    review: reviewFreshness(db, replies),
    ...customers.listeners,
  });
  return { config, db, replies, choices, vocabulary, attempts, customers, payments, work, signals };
}

function openShopDatabase({ config, databaseUrl, log }: ShopWish): Database {
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
async function openOwnPayments(db: Database, { config, log }: ShopWish): Promise<Payments> {
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

async function onceItAnswers(work: () => Promise<unknown>): Promise<void> {
  const giveUpAt = Date.now() + startPatienceMilliseconds;
  for (;;)
    try {
      await work();
      return;
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== "COM_50" || Date.now() > giveUpAt) throw error;
      await delay(pauseMilliseconds);
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
  cartRoutes(app, { db, recognize: openRecognition(choices), identify, holdCustomer });
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
