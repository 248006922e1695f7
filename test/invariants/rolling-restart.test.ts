import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { elsewhere, filledCart, newBuyer, patient, terms, type Buyer } from "../support/clients/buyers.ts";
import { crowd, upTo } from "../support/crowd.ts";
import { twoServers, withoutBounds, type Server, type TwoServers } from "../support/servers/servers.ts";
import { tell } from "../support/tally.ts";
import { counts, isBrief, trials } from "../support/trials.ts";
import { until } from "../support/until.ts";

const accounts = trials(100, 4, 20);
const atOnce = 8;
const lookEveryMilliseconds = 100;

type ImportLog = { placed: number; restarts: number; readonly failures: string[] };

const isReady = async ({ ask }: Server): Promise<boolean> =>
  (await ask("GET", "/readyz").catch(() => undefined))?.status === 200;

/** Sends each request to a server that was ready at the last check, as a proxy does; it never retries. */
const proxyTo = ({ servers }: TwoServers, stop: AbortSignal) => {
  let ready: readonly Server[] = [...servers];
  let turn = 0;
  const looking = (async () => {
    while (!stop.aborted) {
      const asked = [...servers];
      const answers = await Promise.all(asked.map(isReady));
      const found = asked.filter((_, index) => answers[index]);
      if (found.length > 0) ready = found;
      await delay(lookEveryMilliseconds);
    }
  })();
  return { looking, next: () => ready[turn++ % ready.length] as Server };
};

/** Places orders until each server was ended and started again and this many orders were sent. */
const orderThrough = async (
  open: TwoServers,
  wanted: number,
  end: (server: Server) => Promise<void>,
): Promise<ImportLog> => {
  const books: ImportLog = { placed: 0, restarts: 0, failures: [] };
  const buyers = await crowd(upTo(accounts), 4, () => newBuyer(open.servers[0].ask));
  const stop = new AbortController();
  const proxy = proxyTo(open, stop.signal);
  const isOver = () => books.restarts >= 2 && books.placed + books.failures.length >= wanted;
  const buy = async (first: number): Promise<void> => {
    for (let number = first; !isOver(); number += atOnce) {
      const buyer = buyers[number % buyers.length] as Buyer;
      const told = await order(elsewhere(buyer, (...asked) => proxy.next().ask(...asked))).catch(String);
      if (told === "200") books.placed += 1;
      else books.failures.push(told);
    }
  };
  const restart = async (): Promise<void> => {
    for (let index: 0 | 1 = 0; !isOver(); index = index === 0 ? 1 : 0) {
      await end(open.servers[index]);
      await open.replace(index);
      books.restarts += 1;
      await until(() => isReady(open.servers[index]), 30_000, "the new server is ready");
      // Gives the proxy time to notice.
      await delay(5 * lookEveryMilliseconds);
    }
  };
  await Promise.all([...upTo(atOnce).map(buy), restart()]);
  stop.abort();
  await proxy.looking;
  return books;
};

const order = async ({ ask }: Pick<Buyer, "ask">): Promise<string> => {
  const { status, body } = await (isBrief ? patient(ask) : ask)("POST", "/orders", {
    cart_id: await filledCart(ask),
    ...terms,
  });
  return status === 200 ? "200" : `${status} ${body.error.code}`;
};

describe("two servers are ended and started again in turn, under orders that nobody repeats", () => {
  const open = twoServers({
    // Long enough for the proxy's check, also when other tests use the processor.
    wish: () => ({ settings: { ...withoutBounds, SHUTDOWN_DELAY_SECONDS: "2.5" } }),
  });

  test(`SIGTERM: none of ${counts.rollingOrders} orders fails`, async (context) => {
    const { placed, restarts, failures } = await orderThrough(open(), counts.rollingOrders, ({ retire }) => retire());
    tell(context, "orders through rolling restarts", { orders: placed, failed: failures.length, restarts });
    assert.deepEqual(failures, []);
  });

  test("the trial can fail: it notices servers that end at once", async () => {
    const { failures } = await orderThrough(open(), 1, ({ kill }) => kill());
    assert.notEqual(failures.length, 0);
  });
});
