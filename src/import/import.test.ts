import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import pg from "pg";
import { fates } from "../../test/support/legacy/fates.ts";
import { everything, makeFaulty, runImport, type Ended } from "../../test/support/legacy/shop.ts";
import { startMariadb, withoutMariadb, type Mariadb } from "../../test/support/databases/mariadb.ts";
import { cloneDatabase } from "../../test/support/servers/shop.ts";
import type { Report } from "./index.ts";

describe("the faulty shop", { skip: withoutMariadb }, () => {
  const ends: (() => Promise<unknown>)[] = [];
  let mariadb: Mariadb;
  let folder: string;
  let url: string;
  let sql: (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;
  let first: Ended;
  let report: Report;
  let taken: Record<string, string[]>;

  const given = () => [mariadb.url("faulty"), "--report", join(folder, "report.json")];
  const readReport = async () => JSON.parse(await readFile(join(folder, "report.json"), "utf8")) as Report;

  before(async () => {
    mariadb = await startMariadb();
    ends.push(() => mariadb.stop());
    folder = await mkdtemp(join(tmpdir(), "selvedge-import-"));
    ends.push(() => rm(folder, { recursive: true }));
    await makeFaulty(mariadb, "faulty");
    const database = await cloneDatabase("empty");
    ends.push(() => database.drop());
    url = database.url;
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    ends.push(() => client.end());
    sql = async (text, values) => (await client.query(text, values)).rows;
  });
  after(async () => {
    for (const end of ends.toReversed()) await end();
  });

  test("a rehearsal reports everything and changes nothing", async () => {
    const before = await everything(sql);
    const rehearsed = await runImport(url, ...given(), "--dry-run");
    assert.deepEqual([rehearsed.code, rehearsed.err], [0, ""]);
    assert.match(rehearsed.out, /A rehearsal of [\d.]+ s: nothing was changed/);
    assert.deepEqual(await everything(sql), before);
    const { tables, isRehearsal } = await readReport();
    first = await runImport(url, ...given());
    assert.deepEqual([first.code, first.err], [0, ""]);
    report = await readReport();
    taken = await everything(sql);
    assert.deepEqual([isRehearsal, report.isRehearsal], [true, false]);
    assert.deepEqual(report.tables, tables, "what was rehearsed is what was done");
    assert.notDeepEqual(taken, before);
  });

  test("every row has its fate, and every mend and every reason is told", () => {
    assert.deepEqual(report.tables, fates);
    assert.match(first.out, /^orders +15 +7 +0 +8$/m);
    assert.match(first.out, /^ +1 {2}set aside: status 7 has no meaning here$/m);
  });

  test("no row is lost: what was read was taken, was there, or is kept with its reason", async () => {
    const kept = await sql(
      "select source_table, count(*)::int as count from import_reject where not is_imported group by 1",
    );
    for (const [name, table] of Object.entries(report.tables)) {
      const setAside = Object.values(table.setAside).reduce((sum, count) => sum + count, 0);
      assert.equal(table.read, table.taken + table.there + setAside, name);
      assert.equal(setAside, kept.find(({ source_table }) => source_table === name)?.["count"] ?? 0, name);
    }
    assert.deepEqual(
      await sql("select reason, content from import_reject where source_table = 'orders' and source_key = '9'"),
      [
        {
          reason: "status 7 has no meaning here",
          content: {
            order_id: "9",
            total_amount: "14.99",
            created_on: "2019-07-25 09:00:00",
            shipped_on: null,
            status: "7",
            comments: "Ring at Ada's",
            customer_id: "1",
            auth_code: null,
            reference: null,
            shipping_id: "3",
            tax_id: "1",
            tracking: "1Z 999",
          },
        },
      ],
    );
    assert.deepEqual(
      await sql("select content from import_reject where source_table = 'shopping_cart' and source_key = '3'"),
      [
        {
          content: {
            item_id: "3",
            cart_id: "cart-of-ada",
            product_id: "2",
            attributes: "M",
            quantity: "0",
            buy_now: "1",
            added_on: "2019-06-01 00:00:00",
          },
        },
      ],
    );
    assert.deepEqual(
      await sql("select source_table, source_key, reason from import_reject where is_imported order by source_table"),
      [
        { source_table: "audit", source_key: "5", reason: "message: cut at 980 characters" },
        { source_table: "product", source_key: "10", reason: "name: cut at 100 characters" },
        {
          source_table: "shopping_cart",
          source_key: "9",
          reason: "quantity: 1200 of equal lines together, cut at 999",
        },
      ],
    );
  });

  test("numbers are kept, texts are decoded, and what no rule is certain of stays as it is", async () => {
    assert.deepEqual(
      await sql(
        "select product_id::int, name, description, price_cents, discounted_price_cents, display from product order by 1",
      ),
      [
        [1, "Harbour Light", "It’s late", 1499, null, 1],
        [2, "Paper Kite", "Up it goes.", 1695, 1595, 0],
        [3, "Two Owls", "Awake", 1200, null, 0],
        [9, "Café", "line one\nline two", 950, null, 0],
        [10, "Long ".repeat(20).trim(), "Cut", 1000, null, 0],
        [11, "LÃ…", "4000056655665556 is what the label says", 1000, null, 0],
      ].map(([product_id, name, description, price_cents, discounted_price_cents, display]) => ({
        product_id,
        name,
        description,
        price_cents,
        discounted_price_cents,
        display,
      })),
    );
    assert.deepEqual(taken["department"], ['(1,Regional,"“Home” and away")', "(2,Nature,)"]);
    assert.deepEqual(taken["category"], ["(1,1,French,Barges,french)", "(2,1,Café,,cafe)", "(5,2,Flower,,flower)"]);
  });

  test("an order's amount on record stands beside the calculated one, and neither is made up", async () => {
    assert.deepEqual(
      await sql(`select order_id::int, status, imported_total_cents::int as recorded, total_cents::int as calculated,
          amount_cents::int as amount, paid_at is not null as is_paid, shipped_at, currency from customer_order order by 1`),
      [
        [1, "pending", 4693, 5634, 4693, false, null],
        [2, "paid", 2041, 2041, 2041, true, null],
        [3, "shipped", 9999, 1999, 9999, true, new Date("2019-07-24T00:00:00Z")],
        [4, "delivered", 1499, 1999, 1499, true, null],
        [5, "cancelled", 0, 2169, 2169, false, null],
        [14, "paid", 5000, 5000, 5000, true, null],
        [15, "paid", 500, 500, 500, true, null],
      ].map(([order_id, status, recorded, calculated, amount, is_paid, shipped_at]) => ({
        order_id,
        status,
        recorded,
        calculated,
        amount,
        is_paid,
        shipped_at,
        currency: "eur",
      })),
    );
    assert.deepEqual(report.money, {
      orders: 7,
      agree: 3,
      linesAlone: 2,
      differ: 1,
      nothingOnRecord: 1,
      recordedCents: 23_732,
      calculatedCents: 17_173,
    });
    assert.deepEqual(
      await sql(
        "select shipping_id, shipping_cents::int, shipping_type, tax_id, tax_cents::int, tax_type from customer_order where order_id = 15",
      ),
      [
        {
          shipping_id: null,
          shipping_cents: 0,
          shipping_type: "none on record",
          tax_id: null,
          tax_cents: 0,
          tax_type: "none on record",
        },
      ],
    );
    assert.deepEqual(taken["order_audit"]?.slice(0, 3), [
      '(1,1,1,,pending,import,"Comments: Ring twice. Card XXXXXXXX1111\nAuthorization: AUTH7\nReference: REF9","2019-07-21 08:56:02+00")',
      '(1,1,2,pending,pending,import,"100: Order placed.","2019-07-21 08:56:03+00")',
      taken["order_audit"]?.[2],
    ]);
    assert.match(taken["order_audit"]?.[2] ?? "", /"101: Card XXXXXXXX1111 refused"/);
  });

  test("lines of a cart are summed by what they mean, and saved ones stay saved", async () => {
    const lines = await sql(
      "select cart_id, product_id::int, quantity, is_saved, position::int, item_id from cart_item where cart_id <> 'crowded' order by cart_id collate \"C\", position",
    );
    assert.deepEqual(
      lines.map(({ item_id: _, ...line }) => line),
      [
        { cart_id: " odd", product_id: 1, quantity: 4, is_saved: false, position: 1 },
        { cart_id: "Cart-Of-Ada", product_id: 1, quantity: 999, is_saved: false, position: 1 },
        { cart_id: "cart-of-ada", product_id: 1, quantity: 5, is_saved: false, position: 1 },
        { cart_id: "cart-of-ada", product_id: 2, quantity: 1, is_saved: true, position: 2 },
        { cart_id: "é", product_id: 1, quantity: 3, is_saved: false, position: 1 },
      ],
    );
    assert.ok(lines.every(({ item_id }) => Number(item_id) > 2_147_483_647));
    assert.deepEqual(await sql("select count(*)::int as lines from cart_item where cart_id = 'crowded'"), [
      { lines: 100 },
    ]);
  });

  test("no digits of a card are anywhere, and no hash but bcrypt's", async () => {
    const report = await readFile(join(folder, "report.json"), "utf8");
    const all = JSON.stringify(taken) + report + first.out;
    for (const digits of ["4111111111111111", "5500005555555559", "4012888888881881"])
      assert.ok(!all.replaceAll(/[ -]/g, "").includes(digits), digits);
    for (const hash of [
      "5f4dcc3b5aa765d61d8327deb882cf99",
      "7c6a180b36896a0a8c02787eeafb0e4c",
      "9f86d081884c7d659a2feaa0c55ad015",
    ])
      assert.ok(!all.includes(hash), hash);
    assert.ok(all.includes("XXXXXXXX1111"), "the search finds what is there");
    assert.deepEqual(await sql("select customer_id::int, credit_card from customer order by 1"), [
      { customer_id: 1, credit_card: "XXXXXXXX1111" },
      { customer_id: 2, credit_card: null },
      { customer_id: 5, credit_card: "XXXXXXXX4242" },
      { customer_id: 6, credit_card: null },
    ]);
    assert.deepEqual(
      await sql(
        `select content ->> 'credit_card' as card, content ->> 'day_phone' as phone, content ->> 'cvv' as cvv from import_reject
         where source_table = 'customer' and source_key in ('3', '4') order by source_key`,
      ),
      [
        { card: "XXXXXXXX5559", phone: "XXXXXXXX5559", cvv: "(not kept)" },
        { card: null, phone: null, cvv: null },
      ],
    );
    assert.deepEqual(await sql("select day_phone from customer where customer_id = 6"), [
      { day_phone: "XXXXXXXX1881" },
    ]);
  });

  test("the second time changes nothing", async () => {
    const second = await runImport(url, ...given());
    assert.deepEqual([second.code, second.err], [0, ""]);
    assert.deepEqual(await everything(sql), taken);
    for (const [name, table] of Object.entries((await readReport()).tables)) {
      const before = report.tables[name as keyof Report["tables"]];
      assert.deepEqual([table.taken, table.there], [0, before.taken + before.there], name);
      assert.deepEqual(table.setAside, before.setAside, name);
      assert.deepEqual([table.mended, table.lost], [{}, {}], name);
    }
  });

  test("what the source has mended since is taken, and is set aside no longer", async () => {
    await mariadb.run(
      "update orders set status = 1 where order_id = 9; update orders set status = 8 where order_id = 12; update orders set total_amount = 5 where order_id = 12",
      "faulty",
    );
    const third = await runImport(url, ...given(), "--status", "8=delivered");
    assert.equal(third.code, 0, third.err);
    const { orders, order_detail } = (await readReport()).tables;
    assert.deepEqual([orders.taken, orders.there, order_detail.taken], [2, 7, 2]);
    assert.deepEqual(
      await sql("select order_id::int, status from customer_order where order_id in (9, 12) order by 1"),
      [
        { order_id: 9, status: "paid" },
        { order_id: 12, status: "delivered" },
      ],
    );
    assert.deepEqual(
      await sql("select from import_reject where source_table = 'orders' and source_key in ('9', '12')"),
      [],
    );
  });
});
