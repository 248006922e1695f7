import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import pg from "pg";
import { everything, makeFaulty, runImport } from "../../test/support/legacy/shop.ts";
import { startMariadb, withoutMariadb, type Mariadb } from "../../test/support/databases/mariadb.ts";
import { cloneDatabase } from "../../test/support/servers/shop.ts";
import type { Report } from "./index.ts";

describe("an import into a shop that holds something", { skip: withoutMariadb }, () => {
  let mariadb: Mariadb;
  let source: string;
  let url: string;
  let sql: (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;
  const ends: (() => Promise<unknown>)[] = [];

  before(async () => {
    mariadb = await startMariadb();
    await makeFaulty(mariadb, "faulty");
    source = mariadb.url("faulty");
  });
  after(async () => {
    for (const end of ends.toReversed()) await end();
    await mariadb.stop();
  });

  const useDatabase = async (template: "sample" | "empty"): Promise<void> => {
    const database = await cloneDatabase(template);
    ends.push(database.drop);
    url = database.url;
    const client = new pg.Client({ connectionString: url });
    client.on("error", () => undefined);
    await client.connect();
    ends.push(() => client.end());
    sql = async (text, values) => (await client.query(text, values)).rows;
  };
  beforeEach(() => useDatabase("sample"));

  const names = () => sql("select name from product where product_id in (1, 2, 3) order by product_id");

  test("the sample stays unless its owner says that it may go", async () => {
    const before = await everything(sql);
    const refused = await runImport(url, source);
    assert.deepEqual([refused.code, refused.out], [1, ""]);
    assert.match(refused.err, /^\nThis shop holds the sample catalogue, .* --replace-sample\n$/);
    assert.deepEqual(await everything(sql), before);
  });

  test("the sample goes, with its words, its stock, its shipping and its taxes", async () => {
    assert.equal((await runImport(url, source, "--replace-sample")).code, 0);
    assert.deepEqual(await names(), [{ name: "Harbour Light" }, { name: "Paper Kite" }, { name: "Two Owls" }]);
    assert.deepEqual(
      await sql(`select (select count(*)::int from product) as products, (select count(*)::int from stock) as counted,
        (select count(*)::int from shipping) as rates, (select count(*)::int from search_word where word like 'hedgehog%') as words,
        (select count(*)::int from import_reject where source_table = 'product' and not is_imported) as rejected`),
      [{ products: 6, counted: 0, rates: 3, words: 0, rejected: 5 }],
    );
    const again = await runImport(url, source, "--replace-sample");
    assert.equal(again.code, 0, "what is no sample is not replaced");
    assert.deepEqual(await sql("select count(*)::int as products from product"), [{ products: 6 }]);
  });

  test("a sample in which somebody has shopped is not replaced", async () => {
    await sql("insert into cart (cart_bucket, cart_id, used_on) values (1, 'mine', current_date)");
    const before = await everything(sql);
    const refused = await runImport(url, source, "--replace-sample");
    assert.equal(refused.code, 1);
    assert.match(refused.err, /somebody has shopped there\. Import into another database/);
    assert.deepEqual(await everything(sql), before);
  });

  test("numbers that mean something else here are set aside, with whatever belongs to them", async () => {
    await sql("update product set name = 'The Owner''s Own' where product_id = 1");
    const own = await sql("select * from product order by product_id");
    await sql(
      "insert into customer (customer_id, name, email, created_at) values (1, 'Own', 'own@example.com', now())",
    );
    await sql("insert into customer_email values ('own@example.com', 1), ('ben@example.com', 90)");
    await sql(
      "insert into customer (customer_id, name, email, created_at) values (90, 'Ben here', 'BEN@example.com', now())",
    );
    assert.equal((await runImport(url, source)).code, 0);
    assert.deepEqual(await sql("select * from product order by product_id"), own, "nothing of the shop was changed");
    assert.deepEqual(await sql("select customer_id::int, name from customer order by 1"), [
      { customer_id: 1, name: "Own" },
      { customer_id: 3, name: "Ada Again" },
      { customer_id: 5, name: "Customer 5" },
      { customer_id: 6, name: "Cut Short" },
      { customer_id: 90, name: "Ben here" },
    ]);
    assert.deepEqual(
      await sql("select customer_id::int, order_id::int from customer_order"),
      [{ customer_id: 3, order_id: 10 }],
      "no order came to a stranger",
    );
    assert.deepEqual(
      await sql(`select source_key, reason from import_reject
        where (source_table, source_key) in (('product', '1'), ('customer', '1'), ('customer', '2'), ('orders', '1'), ('review', '1'))
        order by source_table, source_key`),
      [
        { source_key: "1", reason: "its number is taken by something else" },
        { source_key: "2", reason: "its address of mail is another customer's" },
        { source_key: "1", reason: "its customer was set aside" },
        { source_key: "1", reason: "its number is taken by something else" },
        { source_key: "1", reason: "its product was set aside" },
      ],
    );
    const after = await everything(sql);
    assert.equal((await runImport(url, source)).code, 0);
    assert.deepEqual(await everything(sql), after, "and the second time changes nothing");
  });

  test("what is the same here and there is there already", async () => {
    await useDatabase("empty");
    await sql("insert into tax values (1, 'Sales Tax at 8.5%', 850)");
    await sql(
      "insert into shipping_region values (2, 'US / Canada'); insert into department values (1, 'Regional', 'The owner''s words')",
    );
    assert.equal((await runImport(url, source)).code, 0);
    assert.deepEqual(await sql("select name, description from department order by department_id"), [
      { name: "Regional", description: "The owner's words" },
      { name: "Nature", description: null },
    ]);
    assert.deepEqual(await sql("select count(*)::int as orders from customer_order"), [{ orders: 7 }]);
  });

  test("a cart that is in use here stays as it is, and what it lacks is set aside", async () => {
    await useDatabase("empty");
    assert.equal((await runImport(url, source)).code, 0);
    await sql("delete from import_fingerprint where source_table = 'shopping_cart'");
    await sql("delete from cart_item where cart_id = 'cart-of-ada' and product_id = 1");
    const before = await sql("select * from cart_item order by item_id");
    assert.equal((await runImport(url, source)).code, 0);
    assert.deepEqual(await sql("select * from cart_item order by item_id"), before);
    assert.deepEqual(
      await sql(
        "select source_key, content ->> 'quantity' as quantity from import_reject where reason like 'its cart has gone its own way here%' order by 1",
      ),
      [
        { source_key: "1", quantity: "2" },
        { source_key: "2", quantity: "3" },
      ],
    );
  });

  describe("that an import has filled and people have used since", () => {
    const tellTaken = async (...given: string[]): Promise<Record<string, number>> => {
      const report = join(folder, "report.json");
      const { code, err } = await runImport(url, source, "--report", report, ...given);
      assert.equal(code, 0, err);
      const { tables } = JSON.parse(await readFile(report, "utf8")) as Report;
      return Object.fromEntries(
        Object.entries(tables).flatMap(([name, { taken }]) => (taken > 0 ? [[name, taken]] : [])),
      );
    };
    let folder: string;

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), "selvedge-again-"));
      ends.push(() => rm(folder, { recursive: true }));
    });
    beforeEach(async () => {
      await useDatabase("empty");
      await tellTaken();
      await sql(`
        update customer set email = 'ada@elsewhere.example' where customer_id = 1;
        update customer_email set email_key = 'ada@elsewhere.example' where customer_id = 1;
        update department set name = 'Near' where department_id = 1;
        update attribute_value set value = 'Small' where attribute_value_id = 1;
        update customer set email = 'ben@elsewhere.example', name = 'Ben Weaver' where customer_id = 2;
        update customer_email set email_key = 'ben@elsewhere.example' where customer_id = 2;
        update product set name = 'Harbour at Night' where product_id = 1;
        update department set name = 'Wild' where department_id = 2;
        update category set name = 'Gallic', department_id = 2 where category_id = 1;
        update attribute set name = 'Fit' where attribute_id = 1;
        update attribute_value set value = 'Medium' where attribute_value_id = 2;
        update shipping_region set shipping_region = 'Choose' where shipping_region_id = 1;
        update shipping set shipping_type = 'A week ($5)' where shipping_id = 3;
        update tax set tax_type = 'VAT' where tax_id = 1;
        delete from cart_item where cart_id = 'cart-of-ada' and product_id = 1;
        delete from cart where cart_id = 'Cart-Of-Ada'`);
    });

    test("a second time changes nothing", async () => {
      const before = await everything(sql);
      assert.deepEqual(await tellTaken(), {});
      assert.deepEqual(await everything(sql), before);
    });

    test("what has come since finds what it belongs to", async () => {
      await mariadb.run(
        `insert into orders (order_id, total_amount, created_on, status, customer_id, shipping_id, tax_id) values (900, 5.00, '2019-08-01 09:00:00', 1, 2, 3, 1);
         insert into order_detail (item_id, order_id, product_id, product_name, quantity, unit_cost) values (900, 900, 1, 'Harbour Light', 1, 5.00);
         insert into shopping_cart values (900, 'Cart-Of-Ada', 2, 'S', 1, 1, '2019-08-01 09:00:00');
         insert into review values (900, 2, 1, 'Still bright.', 5, '2019-08-01 10:00:00');
         insert into customer (customer_id, name, email, shipping_region_id) values (900, 'New', 'new@example.com', 0)`,
        "faulty",
      );
      try {
        assert.deepEqual(await tellTaken(), { customer: 1, review: 1, shopping_cart: 1, orders: 1, order_detail: 1 });
      } finally {
        await mariadb.run(
          "delete from orders where order_id = 900; delete from order_detail where item_id = 900; delete from shopping_cart where item_id = 900; delete from review where review_id = 900; delete from customer where customer_id = 900",
          "faulty",
        );
      }
      assert.deepEqual(
        await sql(`select customer_id::int, shipping_type, tax_type, author, shipping_region_id::int as region, quantity
          from customer_order join review using (customer_id) join customer using (customer_id)
          cross join (select quantity from cart_item where cart_id = 'Cart-Of-Ada') as line
          where order_id = 900 and review_id = 900`),
        [
          {
            customer_id: 2,
            shipping_type: "A week ($5)",
            tax_type: "VAT",
            author: "Ben Weaver",
            region: 1,
            quantity: 1,
          },
        ],
      );
      assert.deepEqual(await sql("select shipping_region_id::int as region from customer where customer_id = 900"), [
        { region: 1 },
      ]);
    });

    test("another person under a number that was taken before is no old friend", async () => {
      await mariadb.run("update customer set email = 'other@example.com' where customer_id = 2", "faulty");
      try {
        await tellTaken();
      } finally {
        await mariadb.run("update customer set email = 'ben@example.com' where customer_id = 2", "faulty");
      }
      assert.deepEqual(
        await sql("select reason from import_reject where source_table = 'customer' and source_key = '2'"),
        [{ reason: "its number is taken by something else" }],
      );
    });
  });

  test("a database without tables is given them", async () => {
    await useDatabase("empty");
    await sql("drop schema public cascade; create schema public");
    assert.equal((await runImport(url, source)).code, 0);
    assert.deepEqual(await names(), [{ name: "Harbour Light" }, { name: "Paper Kite" }, { name: "Two Owls" }]);
  });
});
