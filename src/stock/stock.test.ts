import assert from "node:assert/strict";
import { test } from "node:test";
import { testShop } from "../../test/support/servers/shop.ts";
import type { Writer } from "../platform/database/database.ts";
import { Refusal } from "../platform/refusal.ts";
import { trackedAmong, returnStock, decrementStock, type StockLine } from "./stock.ts";

// In the sample, the stock of product 3 is tracked by variant, that of product 8 as a whole, that of product 1 not at
// all.
const shop = testShop();

const line = (product_id: number, variant_key: string, quantity: number): StockLine => ({
  product_id,
  product_name: `Product ${product_id}`,
  attributes: `written ${variant_key}`,
  variant_key,
  quantity,
});
const takeCounted = async (tx: Writer, lines: readonly StockLine[]): Promise<StockLine[]> => {
  const counted = await trackedAmong(tx, lines);
  decrementStock(tx, counted);
  return lines.filter((line) => counted.get(line) !== 0);
};
const take = (...lines: StockLine[]) => shop().db.transaction((tx) => takeCounted(tx, lines));
const giveBack = (...lines: StockLine[]) => shop().db.transaction((tx) => returnStock(tx, lines));
const refused = (...lines: StockLine[]) =>
  take(...lines).then(
    () => assert.fail("It was taken."),
    (error: unknown) =>
      error instanceof Refusal ? [error.status, error.code, error.message] : assert.fail(error as Error),
  );
const left = async (productId: number, variantKey: string) =>
  (
    await shop().sql("select units from stock where product_id = $1 and variant_key = $2", [productId, variantKey])
  )[0]?.["units"];

test("the sample shop counts some products: as a whole, or each combination of size and colour", async () => {
  const rows = await shop().sql(
    "select product_id::int, count(*)::int as rows, sum(units)::int as units from stock group by 1 order by 1",
  );
  assert.deepEqual(rows, [
    { product_id: 3, rows: 45, units: 1125 },
    { product_id: 8, rows: 1, units: 400 },
    { product_id: 21, rows: 45, units: 450 },
  ]);
});

test("units leave the shelf for what is counted, and come back", async () => {
  const lines = [line(1, "2,6", 5), line(3, "2,6", 2), line(3, "2,7", 1), line(8, "2,6", 4), line(8, "?text", 6)];
  const counted = await take(...lines);
  assert.deepEqual(counted, lines.slice(1));
  assert.deepEqual([await left(3, "2,6"), await left(3, "2,7"), await left(8, "")], [23, 24, 390]);
  await giveBack(...counted);
  assert.deepEqual([await left(3, "2,6"), await left(3, "2,7"), await left(8, "")], [25, 25, 400]);
});

test("who comes when too little is left is refused though somebody holds the rows", async () => {
  await shop().sql("insert into stock (product_id, variant_key, units) values (53, '', 1)");
  const wanted = [line(53, "?some text", 1), line(53, "?another text", 1)];
  await shop().db.transaction(async (tx) => {
    await takeCounted(tx, [line(53, "", 1)]);
    const message =
      "Not enough stock: Product 53 (written ?some text), 1 left; Product 53 (written ?another text), 1 left";
    assert.deepEqual(await refused(...wanted), [409, "CAR_04", message]);
  });
});

test("what is short is named with what is left, and nothing at all is taken", async () => {
  assert.deepEqual(await refused(line(3, "1,6", 1), line(3, "2,6", 26), line(8, "1", 1)), [
    409,
    "CAR_04",
    "Not enough stock: Product 3 (written 2,6), 25 left",
  ]);
  // Two lines share one stock row.
  assert.deepEqual(await refused(line(8, "1", 200), line(8, "2", 201), line(21, "2,6", 11)), [
    409,
    "CAR_04",
    "Not enough stock: Product 8 (written 1), 400 left; Product 8 (written 2), 400 left; Product 21 (written 2,6), 10 left",
  ]);
  assert.deepEqual([await left(3, "1,6"), await left(3, "2,6"), await left(8, "")], [25, 25, 400]);
});

test("lines of one combination, which say different things besides it, are counted together", async () => {
  const lines = [line(3, "2,6", 20), { ...line(3, "2,6", 4), attributes: "another engraving" }];
  assert.deepEqual(await take(...lines), lines);
  assert.equal(await left(3, "2,6"), 1);
  await giveBack(...lines);
  assert.equal(await left(3, "2,6"), 25);
  assert.deepEqual(await refused(line(3, "2,6", 20), line(3, "2,6", 6)), [
    409,
    "CAR_04",
    "Not enough stock: Product 3 (written 2,6), 25 left; Product 3 (written 2,6), 25 left",
  ]);
  assert.equal(await left(3, "2,6"), 25);
});

test("attributes that name no combination of a product that is counted so are refused", async () => {
  for (const variantKey of ["2", "6", "?text", "2,99"])
    assert.deepEqual(await refused(line(8, variantKey, 1), line(3, variantKey, 1)), [
      400,
      "CAR_03",
      `The attributes name none of this product's combinations: Product 3 (written ${variantKey})`,
    ]);
  assert.equal(await left(8, ""), 400);
});

test("a product that is counted as a whole and by combination yields both", async () => {
  await shop().sql("insert into stock (product_id, variant_key, units) values (50, '', 5), (50, '2,6', 3)");
  const lines = [line(50, "2,6", 2), line(50, "2,7", 2)];
  assert.deepEqual(await take(...lines), lines);
  assert.deepEqual([await left(50, ""), await left(50, "2,6")], [1, 1]);
  assert.equal((await refused(line(50, "2,6", 2)))[1], "CAR_04");
  await giveBack(...lines);
  assert.deepEqual([await left(50, ""), await left(50, "2,6")], [5, 3]);
});

test("where combinations are counted a line must say which one, or is refused", async () => {
  await shop().sql("insert into stock (product_id, variant_key, units) values (52, '', 50), (52, '2,6', 0)");
  for (const variantKey of ["2", "6", "7", "?any", "?M or L, White", "", "2,99", "2,3"])
    assert.deepEqual(await refused(line(52, variantKey, 1)), [
      400,
      "CAR_03",
      `The attributes name none of this product's combinations: Product 52 (written ${variantKey})`,
    ]);
  assert.equal((await refused(line(52, "2,6", 1)))[1], "CAR_04");
  assert.deepEqual([await left(52, ""), await left(52, "2,6")], [50, 0]);
  await take(line(52, "2,7", 1), line(52, "3,6", 2));
  assert.deepEqual([await left(52, ""), await left(52, "2,6")], [47, 0]);
});

test("no lines, and lines of what is not counted, take nothing", async () => {
  assert.deepEqual(await take(), []);
  assert.deepEqual(await take(line(1, "2,6", 999), line(999, "", 1)), []);
  await giveBack();
});

/**
 * Starts the work while another transaction holds the lock that it needs, and ends that transaction once the work
 * waits.
 */
const meanwhile = async <Result>(
  hold: (tx: Writer) => Promise<unknown>,
  work: () => Promise<Result>,
): Promise<Result> => {
  let waiting: Promise<Result> | undefined;
  await shop().db.transaction(async (tx) => {
    await hold(tx);
    waiting = work();
    let isOver = false;
    const over = () => void (isOver = true);
    waiting.then(over, over);
    while (!isOver) {
      const rows = await shop().sql(
        "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
      );
      if (rows.length > 0) break;
    }
  });
  return waiting as Promise<Result>;
};

test("whoever waited for a unit that was taken and came back gets it", async () => {
  await shop().sql("insert into stock (product_id, variant_key, units) values (51, '', 1)");
  const takeAndGiveBack = async (tx: Writer): Promise<void> => {
    await takeCounted(tx, [line(51, "", 1)]);
    await returnStock(tx, [line(51, "", 1)]);
  };
  const taken = await meanwhile(takeAndGiveBack, () => take(line(51, "", 1)));
  assert.equal(taken.length, 1);
  assert.equal(await left(51, ""), 0);
});

test("all that is taken and given back counts, though every row changed while it was waited for", async () => {
  const lines = [line(3, "3,6", 5), line(8, "", 5), line(21, "3,6", 5)];
  await meanwhile(
    (tx) => takeCounted(tx, lines),
    () => giveBack(...lines),
  );
  assert.deepEqual([await left(3, "3,6"), await left(8, ""), await left(21, "3,6")], [25, 400, 10]);
  await meanwhile(
    (tx) => takeCounted(tx, lines),
    () => take(...lines),
  );
  assert.deepEqual([await left(3, "3,6"), await left(8, ""), await left(21, "3,6")], [15, 390, 0]);
  await giveBack(line(21, "3,6", 5));
  const late = meanwhile(
    (tx) => takeCounted(tx, [line(21, "3,6", 1)]),
    () => take(...lines),
  );
  await assert.rejects(late, { code: "CAR_04", message: "Not enough stock: Product 21 (written 3,6), 4 left" });
  assert.deepEqual([await left(3, "3,6"), await left(8, ""), await left(21, "3,6")], [15, 390, 4]);
});
