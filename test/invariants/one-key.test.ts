import assert from "node:assert/strict";
import { request } from "node:http";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { elsewhere, newBuyer, patient, terms, type Buyer, type Reply } from "../support/clients/buyers.ts";
import { upTo } from "../support/crowd.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { twoServers, withoutBounds, type TwoServers } from "../support/servers/servers.ts";
import { losingAnswers } from "../support/somewhere.ts";
import { tell } from "../support/tally.ts";
import { counts, seed } from "../support/trials.ts";

const twins = 50;
const { oneKeyRounds, lostReplies } = counts;

const both = async ({ servers }: TwoServers): Promise<readonly [Buyer, Buyer]> => {
  const first = await newBuyer(servers[0].ask);
  return [first, elsewhere(first, servers[1].ask)];
};
const fill = (buyer: Buyer, cart_id: string) =>
  buyer.ask("POST", "/shoppingcart/add", { cart_id, product_id: 1, attributes: "M" });
const order = (buyer: Buyer, cart_id: string, key: string): Promise<Reply> =>
  patient(buyer.ask)("POST", "/orders", { cart_id, ...terms }, { "idempotency-key": key });
const ordersOf = async ({ sql }: TwoServers, { customerId }: Buyer): Promise<number> =>
  (await sql("select from customer_order where customer_id = $1", [customerId])).length;

/** Returns the faults in the replies to 50 concurrent calls with one key. */
const faultsOfTwins = async (open: TwoServers, round: number): Promise<string[]> => {
  const buyers = await both(open);
  const [cart, key] = [`twins ${round}`, `key ${round}`];
  await fill(buyers[0], cart);
  const replies = await Promise.all(upTo(twins).map((index) => order(buyers[index % 2] as Buyer, cart, key)));
  const faults: string[] = [];
  const served = replies.filter(({ status }) => status === 200);
  const first = served.filter(({ headers }) => headers["idempotent-replayed"] !== "true");
  if (first.length !== 1) faults.push(`${first.length} were answered as the first`);
  if (new Set(served.map(({ body }) => body.orderId)).size !== 1) faults.push("the replies differ");
  for (const { status, body } of replies)
    if (status !== 200 && !(status === 409 && body.error.code === "COM_09"))
      faults.push(`${status} ${body.error.code}`);
  await fill(buyers[0], cart);
  const later = await order(buyers[1], cart, key);
  if (later.body.orderId !== served[0]?.body.orderId || later.headers["idempotent-replayed"] !== "true")
    faults.push("later it is not replayed");
  const orders = await ordersOf(open, buyers[0]);
  if (orders !== 1) faults.push(`${orders} orders`);
  return faults;
};

/** Sends an order and disconnects after this many milliseconds, whatever has happened by then; never, when absent. */
const orderAndHangUp = (url: string, { token }: Buyer, cart_id: string, afterMilliseconds?: number): Promise<void> =>
  new Promise((resolve) => {
    const headers = { "user-key": token, "content-type": "application/json", "idempotency-key": cart_id };
    const asked = request(`${url}/orders`, { method: "POST", headers, agent: false }, (reply) => reply.resume());
    asked.on("error", () => undefined).on("close", resolve);
    asked.end(JSON.stringify({ cart_id, ...terms }));
    if (afterMilliseconds !== undefined) setTimeout(() => asked.destroy(), afterMilliseconds);
  });

/** Returns the faults after replies were lost and the same requests were sent to the other server. */
const faultsOfLostReplies = async (
  open: TwoServers,
  count: number,
  hangUpAfter: () => number | undefined,
): Promise<string[]> => {
  const buyers = await both(open);
  const faults: string[] = [];
  for (const index of upTo(count)) {
    const cart = `lost ${index}`;
    await fill(buyers[0], cart);
    await orderAndHangUp(open.servers[0].url, buyers[0], cart, hangUpAfter());
    const again = await order(buyers[1], cart, cart);
    if (again.status !== 200) faults.push(`${again.status} ${again.body.error.code}`);
  }
  // The first server may still be processing its requests.
  await delay(300);
  const orders = await ordersOf(open, buyers[0]);
  if (orders !== count) faults.push(`${orders} orders instead of ${count}`);
  return faults;
};

describe("one key makes one order", () => {
  const open = twoServers({ wish: () => ({ settings: withoutBounds }) });
  test(`${oneKeyRounds} times ${twins} calls at once over two servers`, async (context) => {
    for (const round of upTo(oneKeyRounds)) assert.deepEqual(await faultsOfTwins(open(), round), []);
    tell(context, "calls at once with one key", { rounds: oneKeyRounds, calls: oneKeyRounds * twins, doubled: 0 });
  });
  test(`${lostReplies} lost replies, asked for again elsewhere`, async (context) => {
    const { below } = seededRandom(seed);
    assert.deepEqual(await faultsOfLostReplies(open(), lostReplies, () => below(12)), []);
    tell(context, "lost replies to keyed orders", { acknowledged: lostReplies, lost: 0, doubled: 0 });
  });
});

describe("the checkers can fail:", () => {
  const heedless = twoServers({ wish: () => losingAnswers(false, /^lost/) });
  test("they notice servers that heed no key", async () => {
    // Every order's first reply is lost after the order was placed.
    assert.match((await faultsOfLostReplies(heedless(), 3, () => undefined)).join(), /400 CAR_02/);
    assert.match((await faultsOfTwins(heedless(), 0)).join(), /CAR_02/);
  });

  // The key is stored under another name than it is looked up by, which has the effect of storing it too late.
  const forgetful = twoServers({
    wish: () => ({
      spoil: (text) =>
        text.includes("insert into idempotency_key")
          ? text.replace("values ($1, $2, $3,", "values ($1, $2, $3 || random(),")
          : text,
    }),
  });
  test("they notice servers that keep no key", async () => {
    assert.match((await faultsOfTwins(forgetful(), 0)).join(), /CAR_02|orders|not replayed/);
  });
});
