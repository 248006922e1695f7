import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { after, describe, test } from "node:test";
import pg from "pg";
import { withoutDatabase } from "../../test/support/servers/command.ts";
import { cloneDatabase, openShopOn, openTestDatabase } from "../../test/support/servers/shop.ts";
import { until } from "../../test/support/until.ts";
import { migrationsFolder } from "../../src/platform/database/migrate.ts";
import { listSchema } from "../schema/listing.ts";

const ends: (() => Promise<unknown>)[] = [];
after(async () => {
  for (const end of ends.toReversed()) await end();
});

const openClone = async (template: "sample" | "empty") => {
  const { url, drop } = await cloneDatabase(template);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  ends.push(drop, () => client.end());
  const sql = async (text: string): Promise<Record<string, unknown>[]> => (await client.query(text)).rows;
  return { url, sql, one: async (text: string) => Object.values((await sql(text))[0] ?? {})[0] };
};
type Clone = Awaited<ReturnType<typeof openClone>>;

const begin = ({ url }: Clone, asked: readonly string[]) => {
  const program = new URL("seed-stress.ts", import.meta.url);
  const env = { PATH: process.env["PATH"], DATABASE_URL: url };
  return spawn(process.execPath, [program.pathname, ...asked], { env, stdio: ["ignore", "pipe", "pipe"] });
};

const seed = async (clone: Clone, ...asked: string[]): Promise<{ code: number; out: string; err: string }> => {
  const child = begin(clone, asked);
  const [out, err, [code]] = await Promise.all([child.stdout.toArray(), child.stderr.toArray(), once(child, "close")]);
  return {
    code: code as number,
    out: Buffer.concat(out).toString(),
    err: withoutDatabase(Buffer.concat(err).toString()),
  };
};

/** Returns a checksum of each table's rows, without their time of writing, and the value of each sequence. */
const contents = async ({ sql }: Clone): Promise<Record<string, unknown>> => {
  const tables = await sql(
    "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'schema_migration' order by 1",
  );
  const sums: Record<string, unknown> = {};
  for (const { name } of tables)
    sums[String(name)] = await sql(
      // Only the times when products were counted and the currency was recorded may differ.
      `select count(*), md5(string_agg(said, ' ' order by said)) as sum
       from ${name} as row, lateral (select (to_jsonb(row) - 'counted_at' - 'recorded_at')::text as said) as written`,
    );
  sums["sequences"] = await sql(
    "select sequencename, last_value from pg_sequences where schemaname = 'public' order by 1",
  );
  return sums;
};

const small = ["--products", "1500", "--customers", "300", "--orders", "700", "--reviews", "400"] as const;

describe("a database without tables", async () => {
  const fresh = await openClone("empty");
  test("is migrated and filled, without the sample", async () => {
    await fresh.sql("drop schema public cascade");
    await fresh.sql("create schema public");
    const { code, out, err } = await seed(fresh, ...small);
    assert.deepEqual([code, err], [0, ""]);
    assert.match(out, /products +1 500 rows +[\d.]+ s +[\d ]+ rows\/s\n/);
    const counts = async (...tables: string[]) =>
      Promise.all(tables.map(async (table) => Number(await fresh.one(`select count(*) from ${table}`))));
    assert.deepEqual(
      await counts("department", "category", "product", "product_category", "customer", "customer_email"),
      [10, 1000, 1500, 15_000, 300, 300],
    );
    assert.deepEqual(await counts("customer_order", "order_owner", "review", "customer_review"), [700, 700, 400, 400]);
    assert.equal(await fresh.one("select revision::int from catalogue_revision"), 1);
    assert.equal(await fresh.one("select count(*)::int from product where name = 'Seine River Barge'"), 0);
  });

  test("has its indexes and foreign keys again", async () => {
    const db = openTestDatabase(fresh.url);
    ends.push(() => db.close());
    assert.equal(await listSchema(db.reader), await readFile(new URL("schema.sql", migrationsFolder), "utf8"));
  });

  test("holds each product in ten categories, with two or three sizes and colours", async () => {
    assert.deepEqual(
      await fresh.sql(
        "select count, count(*)::int as products from (select count(*)::int from product_category group by product_id) as each group by 1",
      ),
      [{ count: 10, products: 1500 }],
    );
    assert.deepEqual(
      await fresh.sql(`select name, min(count)::int, max(count)::int, count(*)::int from (
        select product_id, name, count(*) from product_attribute join attribute_value using (attribute_value_id)
        join attribute using (attribute_id) group by 1, 2) as each group by name order by name`),
      [
        { name: "Color", min: 2, max: 3, count: 1500 },
        { name: "Size", min: 2, max: 3, count: 1500 },
      ],
    );
  });

  test("knows for search the words that its products hold, no more and no less", async () => {
    const held = `select distinct lexeme as word from product, unnest(to_tsvector('shop_words', searchable(name || ' ' || description)))`;
    assert.equal(
      await fresh.one(`select count(*)::int from (${held} except select word from search_word) as missing`),
      0,
    );
    assert.equal(await fresh.one(`select count(*)::int from (select word from search_word except ${held}) as more`), 0);
    const [most, rare] = (
      await fresh.sql(
        "select ndoc from ts_stat('select to_tsvector(''simple'', name || '' '' || description) from product') order by ndoc desc",
      )
    ).map(({ ndoc }, index, all) => Number(index === 0 ? ndoc : all.at(-1)?.["ndoc"]));
    assert.ok(most! > 450 && most! < 900, `the most frequent word stands in ${most} of 1500 products`);
    assert.ok(rare! <= 3, `the rarest word stands in ${rare}`);
  });

  test("goes on numbering after the highest numbers", async () => {
    const next =
      "insert into product (name, description, price_cents) values ('One more', '', 100) returning product_id::int";
    assert.equal(await fresh.one(next), 1501);
    assert.equal(await fresh.one("select nextval('customer_number')::int"), 301);
    assert.equal(await fresh.one("select nextval('order_number')::int"), 701);
  });

  test("holds orders exact to the cent, bought by who could, that reached their state in steps", async () => {
    const wrong = `select count(*)::int from customer_order join lateral (
        select sum(quantity * unit_cost_cents) as sum, count(*) from order_line
        where order_line.customer_id = customer_order.customer_id and order_line.order_id = customer_order.order_id) as lines on true
      join shipping using (shipping_id) join customer using (customer_id)
      where subtotal_cents is distinct from sum or shipping_cents <> shipping_cost_cents
        or tax_cents <> round((subtotal_cents + shipping_cents) * tax_basis_points / 10000.0)
        or shipping.shipping_region_id <> customer.shipping_region_id or count = 0`;
    assert.equal(await fresh.one(wrong), 0);
    const told = `select count(*)::int from customer_order where status is distinct from (
        select to_status from order_audit where order_audit.order_id = customer_order.order_id order by entry desc limit 1)
      or created_at is distinct from (select created_at from order_audit where order_audit.order_id = customer_order.order_id and entry = 1)`;
    assert.equal(await fresh.one(told), 0);
    assert.equal(
      await fresh.one(`select count(*)::int from order_line join product using (product_id)
      where product_name <> name or unit_cost_cents <> effective_price_cents`),
      0,
    );
    assert.equal(await fresh.one("select count(distinct status)::int from customer_order"), 3);
    assert.equal(await fresh.one("select count(*)::int from customer_order where status = 'pending'"), 0);
  });

  test("is a shop whose customers sign in and see what they bought", async () => {
    const shop = await openShopOn(fresh.url);
    ends.push(() => shop.close());
    const buyer = String(await fresh.one("select customer_id from order_owner order by order_id desc limit 1"));
    const payload = { email: `Customer-${buyer}@stress.example`, password: "stress-seeded" };
    const login = await shop.app.inject({ method: "POST", url: "/customers/login", payload });
    assert.equal(login.statusCode, 200, login.body);
    const headers = { "user-key": login.json().accessToken };
    const orders = await shop.app.inject({ url: "/orders/inCustomer", headers });
    assert.equal(
      orders.json().length,
      Number(await fresh.one(`select count(*) from customer_order where customer_id = ${buyer}`)),
    );
    const page = (await shop.app.inject("/products?limit=20")).json();
    assert.deepEqual([page.count, page.rows.length], [1501, 20]);
  });
});

test("the same seed makes the same rows, another seed others", async () => {
  const [one, same, other] = await Promise.all([openClone("empty"), openClone("empty"), openClone("empty")]);
  for (const clone of [one, same]) assert.equal((await seed(clone, ...small)).code, 0);
  assert.equal((await seed(other, ...small, "--seed", "2")).code, 0);
  const first = await contents(one);
  assert.deepEqual(await contents(same), first);
  const different = await contents(other);
  for (const table of ["product", "product_category", "customer", "customer_order", "order_line", "review"])
    assert.notDeepEqual(different[table], first[table], table);
});

test("a shop that holds something is left as it is, and told so", async () => {
  const shop = await openClone("sample");
  const before = await contents(shop);
  const { code, err } = await seed(shop, ...small);
  assert.equal(code, 1);
  assert.match(err, /already holds products, categories; nothing was changed\. .*--force\./);
  assert.deepEqual(await contents(shop), before);
});

test("with --force the rows come beside those that are there, twice over too", async () => {
  const shop = await openClone("sample");
  const own = "select md5(string_agg(product::text, ' ' order by product_id)) from product where product_id <= 101";
  const before = await shop.one(own);
  for (const products of ["300", "200"])
    assert.equal(
      (await seed(shop, "--products", products, "--customers", "5", "--orders", "5", "--reviews", "5", "--force")).code,
      0,
    );
  assert.equal(await shop.one(own), before);
  assert.deepEqual(
    await shop.sql(
      "select min(product_id)::int, max(product_id)::int, count(*)::int from product where product_id > 101",
    ),
    [{ min: 102, max: 601, count: 500 }],
  );
  assert.equal(
    await shop.one("select count(*)::int from product_category where product_id > 101 and category_id <= 7"),
    0,
  );
  assert.equal(await shop.one("select count(*)::int from attribute"), 2, "sizes and colours that are there are used");
  assert.deepEqual(await shop.sql("select count(*)::int, max(order_id)::int from customer_order"), [
    { count: 10, max: 10 },
  ]);
});

for (const [signal, told] of [
  ["SIGKILL", ""],
  ["SIGINT", "\nInterrupted: nothing was changed.\n"],
] as const)
  test(`a ${signal} in the middle leaves nothing behind, and the next run does all`, async () => {
    const clone = await openClone("empty");
    const before = await contents(clone);
    const child = begin(clone, ["--products", "30000"]);
    let err = "";
    child.stderr.on("data", (text: Buffer) => (err += text.toString()));
    let out = "";
    child.stdout.on("data", (text: Buffer) => (out += text.toString()));
    await until(() => out.includes("products"), 60_000, "the products are copied");
    child.kill(signal);
    const [code, by] = (await once(child, "close")) as [number | null, string | null];
    assert.deepEqual(
      [code, by, withoutDatabase(err)],
      signal === "SIGKILL" ? [null, "SIGKILL", told] : [1, null, told],
    );
    const others =
      "select count(*)::int from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";
    await until(async () => (await clone.one(others)) === 0, 20_000, "the transaction ends");
    assert.deepEqual(await contents(clone), before);
    assert.equal((await seed(clone, "--products", "100")).code, 0);
    assert.deepEqual(await clone.sql("select min(product_id)::int, max(product_id)::int from product"), [
      { min: 1, max: 100 },
    ]);
  });

test("what cannot be made is refused before anything is touched", async () => {
  const clone = await openClone("empty");
  const before = await contents(clone);
  for (const [asked, told] of [
    [["--products", "many"], /--products many: it must be a whole number from 1/],
    [["--products", "0"], /--products 0/],
    [["--orders", "5"], /--orders needs --customers/],
    [["--colour", "red"], /--colour/],
  ] as const) {
    const { code, out, err } = await seed(clone, ...asked);
    assert.deepEqual([code, out], [2, ""]);
    assert.match(err, told);
    assert.match(err, /Usage: npm run seed:stress/);
  }
  assert.deepEqual(await contents(clone), before);
});
