import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import pg from "pg";
import { pino } from "pino";
import { askingApp, newBuyer, terms, type Ask, type Buyer, type Reply } from "../../test/support/clients/buyers.ts";
import { crowd, upTo } from "../../test/support/crowd.ts";
import { cloneDatabase } from "../../test/support/servers/shop.ts";
import { readConfig } from "../platform/config.ts";
import { openDatabase, type Database, type DatabaseOptions } from "../platform/database/database.ts";
import { openShop, type Shop } from "../server/app.ts";

const crowdedBuyers = 50;
const otherBuyers = 12;
/** Number of adds per run. On a quiet machine, `BULKHEAD_ADDS=3000` compares the rates too. */
const adds = Number(process.env["BULKHEAD_ADDS"] ?? 300);
const isQuiet = process.env["BULKHEAD_ADDS"] !== undefined;
const leastRatio = 0.8;
/** Number of replies that the crowd has got about the locked row before other buyers are measured. */
const warmUp = 60;

type Opened = { readonly ask: Ask; readonly holder: pg.Client; readonly buyer: Buyer };

type Plant = { readonly limits?: DatabaseOptions["limits"]; readonly over?: (db: Database) => Database };

const openOn = async (url: string, { limits = {}, over = (db) => db }: Plant): Promise<Shop> => {
  const config = readConfig({ LOG_LEVEL: "silent", WORKER: "off", RATE_LIMIT: "off" });
  const { sharedConnections, transactionConnections } = config;
  const db = over(openDatabase({ url, sharedConnections, transactionConnections, limits }));
  return openShop({ config, log: pino({ level: "silent" }), databaseUrl: url, migration: 0, db });
};

/** Opens a shop with a buyer, and a separate connection that can lock any row. */
const openedShop = (plant: Plant = {}): (() => Opened) => {
  let opened: Opened | undefined;
  const ends: (() => Promise<unknown>)[] = [];
  before(async () => {
    const { url, drop } = await cloneDatabase();
    ends.push(drop);
    const shop = await openOn(url, plant);
    ends.push(() => shop.close());
    const holder = new pg.Client({ connectionString: url });
    await holder.connect();
    ends.push(() => holder.end());
    const ask = askingApp(shop.app);
    opened = { ask, holder, buyer: await newBuyer(ask) };
  });
  after(async () => {
    for (const end of ends.toReversed()) await end();
  });
  return () => {
    if (!opened) throw new Error("The shop opens before the first test.");
    return opened;
  };
};

/** A statement that locks rows, and the request that needs them; buyers are numbered from 0. */
type Held = { readonly hold: string; readonly want: (opened: Opened, buyer: number) => Promise<Reply> };

const add = (ask: Ask, cart_id: string, product_id: number): Promise<Reply> =>
  ask("POST", "/shoppingcart/add", { cart_id, product_id, attributes: "M, White" });

const held: Readonly<Record<string, Held>> = {
  "stock of a product": {
    hold: "select from stock where product_id = 8 for update",
    want: ({ buyer }, number) => buyer.ask("POST", "/orders", { cart_id: `stock${number}`, ...terms }),
  },
  "price of a product": {
    hold: "update product set discounted_price_cents = 100 where product_id = 9",
    want: ({ ask }, number) => add(ask, `price${number}`, 9),
  },
  cart: {
    hold: "insert into cart (cart_bucket, cart_id, used_on) select cart_bucket, 'everybodys', now() from cart where cart_id = 'everybodys' on conflict (cart_bucket, cart_id) do update set used_on = now()",
    want: ({ ask }) => add(ask, "everybodys", 9),
  },
  customer: {
    hold: "select from customer for update",
    want: ({ buyer }) => buyer.ask("PUT", "/customers/creditCard", { credit_card: "4111111111111111" }),
  },
};

/**
 * Sends this many adds to other carts, of products that are not locked; each buyer sends the next request as soon as
 * they get a reply.
 */
const addOthers = async (ask: Ask, adds: number): Promise<{ replies: Reply[]; perSecond: number }> => {
  const began = performance.now();
  const replies = await crowd(upTo(adds), otherBuyers, (number) =>
    add(ask, `other${number % otherBuyers}`, 20 + (number % 50)),
  );
  return { replies, perSecond: (adds * 1000) / (performance.now() - began) };
};

const told = (replies: readonly Reply[]): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const { status, headers } of replies) {
    const what = status === 503 ? `503 after ${String(headers["retry-after"])}` : String(status);
    counts[what] = (counts[what] ?? 0) + 1;
  }
  return counts;
};

/**
 * Counts the replies to other buyers while a crowd requests the locked rows, and compares their rate with that of a
 * quiet shop.
 */
const sellBeside = async (opened: Opened, { hold, want }: Held, adds: number) => {
  const { ask, holder } = opened;
  await add(ask, "everybodys", 9);
  for (const buyer of upTo(crowdedBuyers)) await add(ask, `stock${buyer}`, 8);
  const quiet = await addOthers(ask, adds);
  await holder.query("begin");
  await holder.query(hold);
  const refused: Reply[] = [];
  let isOver = false;
  const warm = Promise.withResolvers<void>();
  const crowding = crowd(upTo(crowdedBuyers), crowdedBuyers, async (buyer) => {
    while (!isOver) {
      refused.push(await want(opened, buyer));
      if (refused.length >= warmUp) warm.resolve();
    }
  });
  await warm.promise;
  const beside = await addOthers(ask, adds);
  isOver = true;
  await crowding;
  await holder.query("rollback");
  return {
    others: told(beside.replies),
    crowd: told(refused),
    ratio: beside.perSecond / quiet.perSecond,
    after: await want(opened, 0),
  };
};

describe("while fifty want what somebody holds,", () => {
  const opened = openedShop();
  for (const [what, it] of Object.entries(held))
    test(`the ${what}, all others put other things into their carts, and none is refused`, async (context) => {
      const { others, crowd: wanting, ratio, after: later } = await sellBeside(opened(), it, adds);
      context.diagnostic(
        `the others' rate is ${Math.round(ratio * 100)} % of a quiet shop's (N = ${adds}), the crowd is told ${JSON.stringify(wanting)}`,
      );
      assert.deepEqual(others, { "200": adds });
      if (isQuiet) assert.ok(ratio >= leastRatio, `${ratio}`);
      assert.deepEqual(Object.keys(wanting), ["503 after 1"]);
      assert.equal(later.status, 200);
    });
});

describe("the trial can fail:", () => {
  // Without `wants`, each request for a locked row waits on a connection for as long as the lock may last, because the
  // shop does not know that other requests wait for the same row.
  const nameless = <One extends { readonly wants?: string | undefined }>(statement: One): One => ({
    ...statement,
    wants: undefined,
  });
  const patient = openedShop({
    limits: { briefLock: 2000 },
    over: (db) => ({
      ...db,
      atOnce: (before, last, refusals) => db.atOnce(before.map(nameless), nameless(last), refusals),
    }),
  });
  test("it notices a shop where everybody waits for a held price", async () => {
    const { others } = await sellBeside(patient(), held["price of a product"] as Held, 60);
    assert.ok((others["503 after 1"] ?? 0) > 0, JSON.stringify(others));
  });
});
