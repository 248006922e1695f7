import assert from "node:assert/strict";
import { after, test } from "node:test";
import { giveBackStock, takeStock } from "../../src/cart/index.ts";
import { row, whole } from "../../src/platform/database/columns.ts";
import { openDatabase, type Database, type Writer } from "../../src/platform/database/database.ts";
import { reads, writes } from "../../src/platform/database/statement.ts";
import { refusal, Refusal } from "../../src/platform/refusal.ts";
import { seeded } from "../support/seeded.ts";
import { testShop } from "../support/shop.ts";
import { isFull, trials } from "../support/trials.ts";

/** Each server has connections of its own; these stand for two servers. */
const servers: Database[] = [];
const connections = 50;
after(() => Promise.all(servers.map((server) => server.close())));
const shop = testShop({
  prepare: async ({ url }) => {
    for (let count = 0; count < 2; count += 1) {
      const server = openDatabase({ url, sharedConnections: 1, transactionConnections: connections });
      servers.push(server);
      // Opened beforehand: buyers come to a shop that is at work.
      for (let opened = 0; opened < connections; opened += 10)
        await Promise.all(
          Array.from({ length: opened + 10 }, () => server.transaction((tx) => giveBackStock(tx, [wanted(1)]))),
        );
    }
  },
});

type Wanted = {
  readonly product_id: number;
  readonly product_name: string;
  readonly attributes: string;
  readonly attributes_known: string;
  readonly quantity: number;
};
type Take = (tx: Writer, lines: readonly Wanted[]) => Promise<readonly Wanted[]>;
const wanted = (product_id: number, attributes_known = "", quantity = 1): Wanted => ({
  product_id,
  product_name: "Shirt",
  attributes: "M",
  attributes_known,
  quantity,
});

/** Looks first and takes then, as one is tempted to: between the two another buyer may look too. */
const naiveTake: Take = async (tx, lines) => {
  for (const { product_id, attributes_known, quantity } of lines) {
    const found = await tx.first(
      reads(
        row({ units: whole }),
      )`select units from stock where product_id = ${product_id} and attributes_known = ${attributes_known}`,
    );
    if ((found?.units ?? 0) < quantity) throw refusal("CAR_04");
    await tx.all(writes(row({}))`
      update stock set units = ${(found?.units ?? 0) - quantity} where product_id = ${product_id} and attributes_known = ${attributes_known}`);
  }
  return lines;
};

const setUnits = (productId: number, known: string, units: number) =>
  shop().sql(
    "insert into stock values ($1, $2, $3) on conflict (product_id, attributes_known) do update set units = $3",
    [productId, known, units],
  );

type Sale = { readonly sold: number; readonly refusals: readonly string[]; readonly slowest: number };

/** So many buyers of one unit each, at once, on two servers. */
const sell = async (take: Take, buyers: number, units: number): Promise<Sale> => {
  await setUnits(60, "", units);
  let sold = 0;
  let slowest = 0;
  const refusals: string[] = [];
  const buy = async (index: number) => {
    const begin = performance.now();
    try {
      await servers[index % 2]!.transaction((tx) => take(tx, [wanted(60)]));
      sold += 1;
    } catch (error) {
      refusals.push(error instanceof Refusal ? error.code : String(error));
    }
    slowest = Math.max(slowest, performance.now() - begin);
  };
  await Promise.all(Array.from({ length: buyers }, (_, index) => buy(index)));
  return { sold, refusals, slowest };
};

test("of the last item one is sold, whoever wants it; the others are refused cleanly and soon", async () => {
  for (let round = 0; round < trials(50, 3); round += 1) {
    const buyers = isFull ? 200 : 80;
    const { sold, refusals, slowest } = await sell(takeStock, buyers, 1);
    assert.deepEqual([sold, refusals.length, new Set(refusals)], [1, buyers - 1, new Set(["CAR_04"])]);
    // A time says nothing while other tests take the processor.
    if (isFull) assert.ok(slowest < 1000, `${slowest} ms`);
  }
});

test("of a hundred units a hundred are sold to three hundred buyers", async () => {
  for (let round = 0; round < trials(30, 2); round += 1) {
    const [buyers, units] = isFull ? [300, 100] : [90, 30];
    const { sold, refusals } = await sell(takeStock, buyers, units);
    assert.deepEqual([sold, refusals.length, new Set(refusals)], [units, buyers - units, new Set(["CAR_04"])]);
    assert.deepEqual(await shop().sql("select units from stock where product_id = 60"), [{ units: 0 }]);
  }
});

test("the trial sees a shop that looks first and takes then sell what it has not", async () => {
  const { sold } = await sell(naiveTake, 200, 1);
  assert.ok(sold > 1, `${sold} sold of 1`);
});

const shelf = [61, 62, 63].flatMap((product) =>
  ["", "1,6", "1,7", "2,6"].map((known) => ({ product, known, units: known === "" ? 60 : 25 })),
);

type Books = {
  readonly operations: number;
  readonly refused: number;
  readonly difference: number;
  readonly faults: readonly string[];
};

/** Orders of one to four lines, half of them cancelled later, many at once; then counts what should be on the shelf. */
const trade = async (seed: number, count: number, take: Take, giveBack: typeof giveBackStock): Promise<Books> => {
  for (const { product, known, units } of shelf) await setUnits(product, known, units);
  const { below, pick } = seeded(seed);
  const bought: Wanted[][] = [];
  const faults: string[] = [];
  let refused = 0;
  const buy = async (server: Database, lines: Wanted[]) => {
    try {
      await server.transaction((tx) => take(tx, lines));
      bought.push(lines);
    } catch (error) {
      if (error instanceof Refusal && error.code === "CAR_04") refused += 1;
      else faults.push(String(error));
    }
  };
  const cancel = (server: Database, lines: Wanted[]) =>
    server.transaction((tx) => giveBack(tx, lines)).catch((error: unknown) => void faults.push(String(error)));
  for (let done = 0; done < count; done += 40)
    await Promise.all(
      Array.from({ length: 40 }, () => {
        const server = servers[below(2)]!;
        const order = below(2) === 0 ? bought.splice(below(bought.length), 1)[0] : undefined;
        if (order) return cancel(server, order);
        const lines = new Map(
          Array.from({ length: 1 + below(4) }, () => [
            `${pick([61, 62, 63])} ${pick(["1,6", "1,7", "2,6"])}`,
            1 + below(5),
          ]),
        );
        return buy(
          server,
          [...lines].map(([key, quantity]) => wanted(Number(key.split(" ")[0]), key.split(" ")[1], quantity)),
        );
      }),
    );
  let difference = 0;
  for (const { product, known, units } of shelf) {
    const [{ units: left } = {}] = await shop().sql(
      "select units from stock where product_id = $1 and attributes_known = $2",
      [product, known],
    );
    const held = bought
      .flat()
      .filter(
        ({ product_id, attributes_known }) => product_id === product && (known === "" || attributes_known === known),
      );
    difference += Math.abs(units - Number(left) - held.reduce((sum, { quantity }) => sum + quantity, 0));
  }
  return { operations: count, refused, difference, faults };
};

test("what was taken and what is left make up what there was, after random orders and cancellations", async () => {
  const { refused, difference, faults } = await trade(20_261_122, trials(5000, 800), takeStock, giveBackStock);
  assert.deepEqual({ difference, faults }, { difference: 0, faults: [] });
  assert.ok(refused > 20, `only ${refused} were refused: the shelf was never short`);
  assert.deepEqual(await shop().sql("select deadlocks::int from pg_stat_database where datname = current_database()"), [
    { deadlocks: 0 },
  ]);
});

test("the trial sees a shop that gives units back twice, and one that keeps what it took for a refused order", async () => {
  const twice: typeof giveBackStock = async (tx, lines) => {
    await giveBackStock(tx, lines);
    await giveBackStock(tx, lines);
  };
  assert.ok((await trade(7, 200, takeStock, twice)).difference > 0);
  const lineByLine: Take = async (_, lines) => {
    for (const line of lines) await servers[0]!.transaction((tx) => takeStock(tx, [line]));
    return lines;
  };
  assert.ok((await trade(7, 400, lineByLine, giveBackStock)).difference > 0);
});
