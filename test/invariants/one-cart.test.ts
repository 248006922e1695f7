import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { elsewhere, newBuyer, patient, terms, type Buyer } from "../support/clients/buyers.ts";
import { barrier } from "../support/barrier.ts";
import { upTo } from "../support/crowd.ts";
import { twoServers, type TwoServers } from "../support/servers/servers.ts";
import { tell } from "../support/tally.ts";
import { counts } from "../support/trials.ts";

const callers = 50;
const rounds = counts.oneCartRounds;

/**
 * Returns the faults after 50 different concurrent calls on one cart; in every other round each call has its own key.
 */
const faultsOf = async ({ servers, sql }: TwoServers, round: number): Promise<string[]> => {
  const first = await newBuyer(servers[0].ask);
  const buyers = [first, elsewhere(first, servers[1].ask)];
  const cart_id = `one ${round}`;
  await sql("update stock set units = 100 where product_id = 8");
  for (const product_id of [1, 8])
    await first.ask("POST", "/shoppingcart/add", { cart_id, product_id, attributes: "M", quantity: 3 });
  const replies = await Promise.all(
    upTo(callers).map((index) => {
      const { ask } = buyers[index % 2] as Buyer;
      return patient(ask)(
        "POST",
        "/orders",
        { cart_id, ...terms, tax_id: 1 + (index % 2) },
        round % 2 === 0 ? {} : { "idempotency-key": `${round} ${index}` },
      );
    }),
  );
  const faults: string[] = [];
  const served = replies.filter(({ status }) => status === 200);
  if (served.length !== 1) faults.push(`${served.length} were served`);
  for (const { status, body } of replies)
    if (status !== 200 && body.error.code !== "CAR_02") faults.push(`${status} ${body.error.code}`);
  const [sold] = await sql(
    "select count(distinct order_id)::int as orders, coalesce(sum(quantity), 0)::int as units from order_line where customer_id = $1",
    [first.customerId],
  );
  if (sold?.orders !== 1 || sold?.units !== 6) faults.push(`${sold?.orders} orders of ${sold?.units} units`);
  const [shelf] = await sql("select units from stock where product_id = 8");
  if (shelf?.units !== 97) faults.push(`${shelf?.units} units on the shelf`);
  return faults;
};

describe("one cart makes one order", () => {
  const open = twoServers();
  test(`${rounds} times ${callers} calls at once over two servers, with and without keys`, async (context) => {
    for (const round of upTo(rounds)) assert.deepEqual(await faultsOf(open(), round), []);
    tell(context, "calls at once on one cart", { rounds, calls: rounds * callers, doubled: 0 });
  });
});

describe("the checker can fail:", () => {
  // Two calls have read the cart's lines before either continues: without the cart's lock both order them. The
  // customer's row, which one customer's orders also wait for, is not locked either.
  const unlocked = twoServers({
    wish: () => {
      const bothHaveRead = barrier(2);
      return {
        spoil: (text) =>
          /from cart where cart_bucket|as is_proven/.test(text) ? text.replace(/for (no key )?update/, "") : text,
        pause: (text) => (text.includes("from cart_item join product") ? bothHaveRead() : undefined),
      };
    },
  });
  test("it notices servers that do not hold the cart", async () => {
    assert.match((await faultsOf(unlocked(), 0)).join(), /([2-9]|\d\d) were served|409 CAR_04/);
  });
});
