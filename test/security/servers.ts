import { after, before } from "node:test";
import { pino } from "pino";
import { renewCart } from "../../src/cart/index.ts";
import { accountRoutes } from "../../src/customers/accounts/accounts.routes.ts";
import type { AccountDependencies } from "../../src/customers/accounts/accounts.ts";
import { openKeys } from "../../src/customers/sessions/signing-keys.ts";
import { openHashing } from "../../src/customers/passwords/hashing.ts";
import { openAccessTokens } from "../../src/customers/sessions/access-token.ts";
import { openRevocation } from "../../src/customers/sessions/revocation.ts";
import { sessionRoutes } from "../../src/customers/sessions.routes.ts";
import { identifyBy } from "../../src/customers/sessions/sessions.ts";
import { readConfig } from "../../src/platform/config.ts";
import { listen } from "../../src/platform/database/signals.ts";
import { keepReplies } from "../../src/platform/http/cache/replies.ts";
import { openRoutes } from "../../src/platform/http/route.ts";
import { createServer, type App } from "../../src/platform/http/server.ts";
import { countAttempts } from "../../src/platform/limits/attempts.ts";
import { collectDocument, documentRoutes } from "../../src/server/document.ts";
import { cloneDatabase, openShopOn, openTestDatabase, type TestShop } from "../support/servers/shop.ts";

export type Servers = readonly [TestShop, TestShop];

const named = (databaseUrl: string, name: string): string => {
  const url = new URL(databaseUrl);
  url.searchParams.set("application_name", name);
  return url.href;
};

/** Opens two servers on one database for the tests of a file. The second one's connections are named `second`. */
export const twoServers = (settings: Record<string, string> = {}): (() => Servers) => {
  let opened: Servers | undefined;
  let drop: (() => Promise<void>) | undefined;
  before(async () => {
    const database = await cloneDatabase();
    ({ drop } = database);
    opened = [await openShopOn(database.url, settings), await openShopOn(named(database.url, "second"), settings)];
  });
  after(async () => {
    await Promise.all((opened ?? []).map((shop) => shop.close()));
    await drop?.();
  });
  return () => {
    if (!opened) throw new Error("The servers open before the first test.");
    return opened;
  };
};

export type Parts = AccountDependencies & {
  readonly accessTokenLifetime: string;
  readonly refreshTokenLifetime: string;
};
export type Spoilt = { readonly app: App; close(): Promise<void> };

/**
 * Opens a server with accounts and sessions only, in which a faulty part replaces a good one: a suite must notice it.
 */
export const openSpoilt = async (url: string, spoil: (parts: Parts) => Partial<Parts>): Promise<Spoilt> => {
  const db = openTestDatabase(url);
  const lifetimeSeconds = 3600;
  const keys = await openKeys(db, "", lifetimeSeconds);
  const revocation = openRevocation(db);
  const hashing = openHashing();
  const sound: Parts = {
    db,
    keys,
    accessTokens: openAccessTokens(keys),
    revocation,
    hashing,
    attempts: countAttempts(db),
    limits: readConfig({}),
    passwordPolicy: "on",
    shopName: "Selvedge",
    reauthentication: "on",
    emailChangesPerHour: 5,
    passwordChangesPerHour: 10,
    accessTokenLifetime: "1h",
    refreshTokenLifetime: "1h",
    accessLifetimeSeconds: lifetimeSeconds,
    refreshLifetimeSeconds: lifetimeSeconds,
    sessionLifetimeSeconds: lifetimeSeconds,
    renewCart,
  };
  const parts = { ...sound, ...spoil(sound) };
  const signals = listen(url, { signing_key: keys.listener, revoked_session: revocation.listener });
  const app = await createServer({
    log: pino({ level: "silent" }),
    corsOrigins: ["*"],
    logRequests: false,
    trustProxy: [],
    maxConnections: 1000,
  });
  await collectDocument(app, { version: "0.0.0", tags: [] });
  const replies = keepReplies({ maxBytes: 0, maxAgeSeconds: 1, publicAgeSeconds: 1 });
  const route = openRoutes(app, { replies, identify: identifyBy(parts), identifyStaff: noStaff });
  accountRoutes(route, parts);
  sessionRoutes(route, parts);
  await documentRoutes(app);
  await app.ready();
  return {
    app,
    async close() {
      await app.close();
      await Promise.all([signals.close(), hashing.close(), db.close()]);
    },
  };
};

const noStaff = () => Promise.reject(new Error("No member of staff calls this server."));

/** Runs `work` with a faulty server. */
export const withSpoilt = async <Result>(
  url: string,
  spoil: (parts: Parts) => Partial<Parts>,
  work: (app: App) => Promise<Result>,
): Promise<Result> => {
  const spoilt = await openSpoilt(url, spoil);
  try {
    return await work(spoilt.app);
  } finally {
    await spoilt.close();
  }
};

/** Returns the claims of a token without verifying it. */
export const believing: Parts["accessTokens"]["read"] = async (token) => {
  const { sub, sid, epoch } = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as {
    sub: string;
    sid: string;
    epoch: number;
  };
  return { customerId: Number(sub), sessionId: sid, epoch };
};
