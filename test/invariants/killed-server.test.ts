import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { elsewhere, filledCart, newBuyer, terms, type Buyer, type Reply } from "../support/buyers.ts";
import { crowd, upTo } from "../support/crowd.ts";
import { seeded } from "../support/seeded.ts";
import { twoServers, type TwoServers } from "../support/servers.ts";
import { trials } from "../support/trials.ts";

const orderCount = trials(200, 60);
const rounds = trials(20, 1);
/** A buyer gives up after this; a killed server's transactions are gone in far less. */
const patienceMilliseconds = 10_000;

type Outcome = {
  readonly cart: string;
  readonly orderId: number | undefined;
  readonly tries: number;
  readonly told: string;
};
type Books = { readonly faults: string[]; readonly retried: number };

const orderOnce = ({ ask }: Buyer, cart_id: string): Promise<Reply | undefined> =>
  ask("POST", "/orders", { cart_id, ...terms }, { "idempotency-key": cart_id }).catch(() => undefined);

/** Asks one server and then the other until one of them says what came of it. */
const orderSomewhere = async (buyers: readonly [Buyer, Buyer], cart: string, first: number): Promise<Outcome> => {
  const giveUpAt = Date.now() + patienceMilliseconds;
  for (let tries = 1; ; tries += 1) {
    const reply = await orderOnce(buyers[(first + tries - 1) % 2] as Buyer, cart);
    const isTemporary = !reply || reply.status === 503 || (reply.status === 409 && reply.body.error.code === "COM_09");
    if (isTemporary && Date.now() < giveUpAt) await delay(20);
    else return { cart, orderId: reply?.body?.orderId, tries, told: `${reply?.status} ${reply?.body?.error?.code}` };
  }
};

/** Places keyed orders at both servers, kills one in their midst, and answers what the buyers were told wrongly. */
const orderThroughKill = async ({ servers, sql }: TwoServers, seed: number): Promise<Books> => {
  const buyer = await newBuyer(servers[1].ask);
  const buyers = [elsewhere(buyer, servers[0].ask), buyer] as const;
  const carts = await crowd(upTo(orderCount), 8, () => filledCart(buyer.ask));
  const killAfter = orderCount / 4 + seeded(seed).below(orderCount / 2);
  let answered = 0;
  const outcomes = await crowd(carts, 16, async (cart, index) => {
    const outcome = await orderSomewhere(buyers, cart, index % 2);
    answered += 1;
    if (answered === killAfter) await servers[0].kill();
    return outcome;
  });
  const rows = await sql("select order_id::int as order from customer_order where customer_id = $1", [
    buyer.customerId,
  ]);
  const kept = new Set(rows.map(({ order }) => order));
  const acknowledged = new Set(outcomes.map(({ orderId }) => orderId));
  return {
    faults: [
      ...outcomes.filter(({ orderId }) => orderId === undefined).map(({ cart, told }) => `cart ${cart}: told ${told}`),
      ...[...acknowledged].filter((order) => order !== undefined && !kept.has(order)).map((order) => `lost ${order}`),
      ...(kept.size > orderCount ? [`${kept.size - orderCount} doubled`] : []),
      ...(acknowledged.size < orderCount ? [`${acknowledged.size} different orders for ${orderCount} carts`] : []),
    ],
    retried: outcomes.filter(({ tries }) => tries > 1).length,
  };
};

for (const round of upTo(rounds))
  describe(`kill -9 of one of two servers, round ${round + 1} of ${rounds}`, () => {
    const open = twoServers();
    test(`loses none of ${orderCount} keyed orders and doubles none, when buyers ask again at the other`, async (context) => {
      const { faults, retried } = await orderThroughKill(open(), 7 + round);
      assert.deepEqual(faults, []);
      assert.ok(retried > 0, "nobody met the kill: nothing was tried");
      context.diagnostic(`${orderCount} orders: 0 lost, 0 doubled, ${retried} asked for again`);
    });
  });

describe("the trial can fail:", () => {
  const heedless = twoServers({
    wish: () => ({
      plant: (app) => void app.addHook("onRequest", async ({ headers }) => void delete headers["idempotency-key"]),
    }),
  });
  test("it notices servers that heed no key", async () => {
    assert.match((await orderThroughKill(heedless(), 7)).faults.join(), /told 400 CAR_02/);
  });
});
