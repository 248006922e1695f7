import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { makeLegacy, startImport, type Import } from "../support/legacy/shop.ts";
import { startMariadb, withoutMariadb } from "../support/databases/mariadb.ts";
import { cloneDatabase } from "../support/servers/shop.ts";

const products = Number(process.env["IMPORT_NIGHTLY_PRODUCTS"] ?? 1_000_000);
const customers = products / 10;
/** Limit of the program's memory in megabytes, however large the source is. */
const mostMegabytes = 512;

const words =
  "oak river stone heron lantern meadow copper violet harbour kite willow ember frost thimble saffron loom".split(" ");
const word = (salt: number) =>
  `elt(1 + mod(seq * ${salt} + seq div ${salt}, ${words.length}), ${words.map((one) => `'${one}'`).join(", ")})`;

/**
 * The given number of products, each in a category and with a size; customers with a cart, an order and a review each.
 */
const large = `
  insert into department values (1, 'Everything', '');
  insert into category select seq, 1, concat('Category ', seq), '' from seq_1_to_100;
  insert into attribute values (1, 'Size');
  insert into attribute_value values (1, 1, 'S'), (2, 1, 'M');
  insert into product (product_id, name, description, price, discounted_price, image, thumbnail)
    select seq, concat(${word(3)}, ' ', ${word(7)}, ' ', seq), concat_ws(' ', ${[3, 5, 7, 11, 13, 17, 19, 23].map(word).join(", ")}, 0x92),
      10 + mod(seq, 90), 0, concat(seq, '.gif'), concat(seq, '-t.gif') from seq_1_to_${products};
  insert into product_category select seq, 1 + mod(seq, 100) from seq_1_to_${products};
  insert into product_attribute select seq, 1 + mod(seq, 2) from seq_1_to_${products};
  insert into shipping_region values (1, 'Please Select'), (2, 'Here');
  insert into shipping values (1, 'By foot', 5.00, 2);
  insert into tax values (1, 'No Tax', 0.00);
  insert into customer (customer_id, name, email, shipping_region_id) select seq, concat('Customer ', seq), concat(seq, '@example.com'), 2 from seq_1_to_${customers};
  insert into review select seq, seq, seq, 'Good.', 5, '2019-05-01 10:00:00' from seq_1_to_${customers};
  insert into shopping_cart select seq, md5(seq), seq, 'S', 1, 1, '2019-05-01 10:00:00' from seq_1_to_${customers};
  insert into orders (order_id, total_amount, created_on, status, customer_id, shipping_id, tax_id) select seq, 15 + mod(seq, 90), '2019-05-01 10:00:00', 2, seq, 1, 1 from seq_1_to_${customers};
  insert into order_detail select seq, seq, seq, 'S', 'Something', 1, 10 + mod(seq, 90) from seq_1_to_${customers};`;

/** Returns the peak memory of a process in megabytes, polled until it ends. */
const peakOf = async ({ child }: Import): Promise<number> => {
  let peak = 0;
  while (child.exitCode === null && child.signalCode === null) {
    const status = await readFile(`/proc/${child.pid}/status`, "utf8").catch(() => "");
    peak = Math.max(peak, Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024);
    await delay(200);
  }
  return peak;
};

test("a million products are taken over in bounded memory", { skip: withoutMariadb }, async (context: TestContext) => {
  const mariadb = await startMariadb();
  const database = await cloneDatabase("empty");
  try {
    await makeLegacy(mariadb, "large");
    await mariadb.run(large, "large");
    const began = Date.now();
    const running = startImport(database.url, mariadb.url("large"));
    const [peak, { code, out, err }] = await Promise.all([peakOf(running), running.ended]);
    context.diagnostic(out);
    context.diagnostic(
      `${products} products in ${((Date.now() - began) / 1000).toFixed(0)} s, ${peak.toFixed(0)} MB at most`,
    );
    assert.equal(code, 0, err);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query(`select (select count(*)::int from product) as products,
      (select count(*)::int from product_category) as links, (select count(*)::int from customer_order) as orders,
      (select count(*)::int from cart_item) as lines, (select count(*)::int from review) as reviews,
      (select count(*)::int from import_reject) as rejects`);
    await client.end();
    assert.deepEqual(rows, [
      { products, links: products, orders: customers, lines: customers, reviews: customers, rejects: 0 },
    ]);
    assert.ok(peak > 0 && peak < mostMegabytes, `${peak} MB`);
  } finally {
    await database.drop();
    await mariadb.stop();
  }
});
