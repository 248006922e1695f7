import { after, before } from "node:test";
import { pino } from "pino";
import { readConfig } from "../../src/platform/config.ts";
import type { App } from "../../src/platform/http/server.ts";
import { openShop } from "../../src/server/app.ts";
import { askingApp, newBuyer } from "../support/clients/buyers.ts";
import { newKey, newStaff } from "../support/clients/staff.ts";
import { openFacebook } from "../support/fakes/facebook.ts";
import { openOidcProvider } from "../support/fakes/oidc.ts";
import { openRelay } from "../support/fakes/relay.ts";
import { cloneDatabase, openShopOn, openTestDatabase } from "../support/servers/shop.ts";
import { spoiled } from "../support/statements/spoiled.ts";
import { openStripeServer } from "../support/stripe/server.ts";
import { withoutDatabase } from "./every.ts";
import { prepare } from "./public-reads.ts";
import type { Ground } from "./row.ts";

type Ends = (() => Promise<unknown>)[];
type Settings = Record<string, string>;

/**
 * Opens a server on which every statement fails once it is open; operations without statements fail in their handler.
 */
const openBroken = async (url: string, settings: Settings, ends: Ends): Promise<App> => {
  let isOpen = false;
  const db = spoiled(openTestDatabase(url), (text) => (isOpen ? `planted ${text}` : text));
  const config = readConfig({ LOG_LEVEL: "silent", WORKER: "off", ...settings });
  const { app, close } = await openShop({ config, log: pino({ level: "silent" }), databaseUrl: url, migration: 0, db });
  ends.push(close);
  app.addHook("preHandler", async ({ routeOptions: { url: route = "" } }) => {
    if (withoutDatabase.includes(route)) throw new Error("planted");
  });
  await app.ready();
  isOpen = true;
  return app;
};

/** Opens a server that loses its database. */
const openLonely = async (url: string, settings: Settings, ends: Ends): Promise<App> => {
  const way = await openRelay(url);
  const { app, close } = await openShopOn(way.url, settings);
  ends.push(close);
  await way.close();
  return app;
};

const open = async (ends: Ends): Promise<Ground> => {
  const [stripe, facebook, oidc] = [await openStripeServer(), await openFacebook(), await openOidcProvider()];
  ends.push(stripe.close, facebook.close, oidc.close);
  // A refused request is sent again to get the refusal as a problem document.
  oidc.be({ isForgetful: true });
  const { url, drop } = await cloneDatabase();
  ends.push(drop);
  const settings = { RATE_LIMIT: "off", ...stripe.settings, ...facebook.settings, ...oidc.settings };
  const shop = await openShopOn(url, settings);
  ends.push(shop.close);
  await prepare(shop.sql);
  const limited = await openShopOn(url, { ...settings, RATE_LIMIT: "on", RATE_LIMIT_PER_MINUTE: "1" });
  ends.push(limited.close);
  const thrifty = await openShopOn(url, { ...settings, RATE_LIMIT: "on", MAX_PENDING_ORDERS_UNPROVEN: "1" });
  ends.push(thrifty.close);
  const owner = await newStaff(shop);
  const [{ key }, { key: narrowKey }] = [await newKey(shop, owner), await newKey(shop, owner, ["catalogue:read"])];
  return {
    shop,
    owner: { ...owner, key: `Bearer ${key}`, narrowKey: `Bearer ${narrowKey}` },
    stripe,
    facebook,
    oidc,
    buyer: await newBuyer(askingApp(shop.app)),
    limited: limited.app,
    thrifty: thrifty.app,
    broken: await openBroken(url, settings, ends),
    lonely: await openLonely(url, settings, ends),
  };
};

/** Opens the servers for the tests of a file, and closes them after it. */
export const contractGround = (prepare?: (ground: Ground) => Promise<void>): (() => Ground) => {
  let ground: Ground | undefined;
  const ends: Ends = [];
  before(async () => {
    ground = await open(ends);
    await prepare?.(ground);
  });
  after(async () => {
    for (const end of ends.toReversed()) await end();
  });
  return () => {
    if (!ground) throw new Error("The ground opens before the first test.");
    return ground;
  };
};
