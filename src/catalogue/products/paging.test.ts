import assert from "node:assert/strict";
import { test } from "node:test";
import { testShop } from "../../../test/support/servers/shop.ts";

type Listed = { product_id: number; name: string; price: string; discounted_price: string; display?: number };
type Page = { count: number; rows: Listed[]; next_cursor?: string };

/** Twenty more products with equal names, prices and timestamps: ties are where pages lose rows. */
const addTwins = `insert into product (name, description, price_cents, created_at)
  select 'Twin ' || n % 3, 'flower', 1500, '2020-01-01T00:00:00Z'::timestamptz + (n % 4) * interval '1 millisecond' from generate_series(1, 20) as n`;
const addTwinPlaces = `insert into product_category select product_id, 5, effective_price_cents from product where name like 'Twin %'`;

const shop = testShop({
  async prepare({ sql }) {
    await sql(addTwins);
    await sql(addTwinPlaces);
    await sql(
      "insert into product (name, description, price_cents) values ('zebra', '', 100), ('Épée', '', 100), ('Epic', '', 100), ('ÉPÉE A', '', 100)",
    );
  },
});

const get = async (url: string): Promise<Page> => {
  const reply = await shop().app.inject(url);
  assert.equal(reply.statusCode, 200, `${url}: ${reply.body}`);
  return reply.json();
};
const join = (base: string, query: string): string => `${base}${base.includes("?") ? "&" : "?"}${query}`;
const numbers = (rows: readonly Listed[]): number[] => rows.map(({ product_id }) => product_id);

const walkByPage = async (base: string, limit: number, count: number): Promise<number[]> => {
  const seen: number[] = [];
  for (let page = 1; (page - 1) * limit <= count; page += 1)
    seen.push(...numbers((await get(join(base, `page=${page}&limit=${limit}`))).rows));
  return seen;
};

const walkByOffset = async (base: string, limit: number, count: number): Promise<number[]> => {
  const seen: number[] = [];
  for (let offset = 0; offset <= count; offset += limit)
    seen.push(...numbers((await get(join(base, `offset=${offset}&limit=${limit}`))).rows));
  return seen;
};

/** Follows the Link headers, like a client that does not know cursors. */
const walkByLink = async (base: string, limit: number): Promise<number[]> => {
  const seen: number[] = [];
  let next: string | undefined = join(base, `limit=${limit}`);
  while (next) {
    const reply: { json(): Page; headers: { link?: unknown } } = await shop().app.inject(next);
    const page = reply.json();
    seen.push(...numbers(page.rows));
    next = /^<(.+)>; rel="next"$/.exec(String(reply.headers.link ?? ""))?.[1];
    assert.equal(next === undefined, page.next_cursor === undefined);
  }
  return seen;
};

const lists = [
  "/products",
  "/products/search?query_string=flower",
  "/products/inCategory/5",
  "/products/inDepartment/2",
  "/products?category_id=5&price_max=15",
];
const sorts = [
  "",
  ...["relevance", "name", "price", "newest"].flatMap((name) => [name, `${name},ASC`, `${name},DESC`]),
];

for (const list of lists)
  test(`every way of paging through ${list} shows each row once, in the one order`, async () => {
    for (const sort of sorts) {
      const base = sort ? join(list, `sort=${sort}`) : list;
      const { count } = await get(base);
      const whole = [...(await get(join(base, "limit=100"))).rows, ...(await get(join(base, "limit=100&page=2"))).rows];
      const order = numbers(whole);
      assert.equal(order.length, count, base);
      assert.equal(new Set(order).size, count, base);
      for (const walked of [
        await walkByPage(base, 7, count),
        await walkByOffset(base, 13, count),
        await walkByLink(base, 11),
      ])
        assert.deepEqual(walked, order, base);
    }
  });

const effective = ({ price, discounted_price }: Listed): number => Number(discounted_price) || Number(price);

test("prices run upwards by what is paid, and downwards the same way backwards", async () => {
  const up = [
    ...(await get("/products?sort=price&limit=100")).rows,
    ...(await get("/products?sort=price&limit=100&page=2")).rows,
  ];
  const paid = up.map(effective);
  assert.deepEqual(
    paid,
    paid.toSorted((a, b) => a - b),
  );
  const down = [
    ...(await get("/products?sort=price,DESC&limit=100")).rows,
    ...(await get("/products?sort=price,DESC&limit=100&page=2")).rows,
  ];
  assert.deepEqual(numbers(down), numbers(up).toReversed());
});

test("names run as a reader expects, accents and case aside", async () => {
  const { rows } = await get("/products?sort=name&limit=100&description_length=2");
  const plain = rows.map(({ name }) =>
    name
      .normalize("NFKD")
      .replaceAll(/[\u0300-\u036f]/g, "")
      .toLowerCase(),
  );
  assert.deepEqual(plain, plain.toSorted());
  assert.ok(rows.findIndex(({ name }) => name === "ÉPÉE A") < rows.findIndex(({ name }) => name === "Epic"));
});

test("newest first is what newest means, and ties stand by number", async () => {
  const { rows } = await get("/products?sort=newest,ASC&limit=20&price_min=2");
  const twins = await shop().sql(
    "select product_id from product where name like 'Twin %' order by created_at, product_id",
  );
  assert.deepEqual(
    numbers(rows),
    twins.map(({ product_id }) => Number(product_id)),
  );
  const last = [...(await get("/products?sort=newest&limit=100&page=2")).rows].slice(-20);
  assert.deepEqual(numbers(last), numbers(rows).toReversed());
});

test("a department's featured products come first, then the others, each by number", async () => {
  const { rows } = await get("/products/inDepartment/1?limit=100");
  const keys = rows.map(({ display = 0, product_id }) => [display >= 2 ? 0 : 1, product_id] as const);
  assert.deepEqual(
    keys,
    keys.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]),
  );
  assert.ok(keys[0]?.[0] === 0 && keys.at(-1)?.[0] === 1);
});

test("the page after the last is empty and still tells the count", async () => {
  const { count } = await get("/products");
  assert.deepEqual(await get("/products?page=1000000000&limit=100"), { count, rows: [] });
  assert.deepEqual(await get("/products?offset=1000000000000"), { count, rows: [] });
});

const cursorOf = (parts: unknown): string => Buffer.from(JSON.stringify(parts)).toString("base64url");
const foreign = {
  "another order": cursorOf(["price+", "1500", 3]),
  "a month that is none": cursorOf(["newest-", "2026-13-45 99:99:99+00", 1]),
  "a day that is none": cursorOf(["newest-", "2026-02-30 00:00:00+00", 1]),
  "a year that is none": cursorOf(["newest-", "0000-01-01 00:00:00+00", 1]),
  "a key of another kind": cursorOf(["newest-", "15", 1]),
  "too many parts missing": cursorOf(["newest-"]),
  "a number that is none": cursorOf(["newest-", "2026-01-01 00:00:00+00", 1.5]),
  "nothing readable": "!!!!",
  "no JSON": Buffer.from("{").toString("base64url"),
};
for (const [fault, cursor] of Object.entries(foreign))
  test(`a cursor with ${fault} is refused`, async () => {
    const reply = await shop().app.inject(`/products?sort=newest&cursor=${cursor}`);
    assert.equal(reply.statusCode, 400);
    assert.deepEqual([reply.json().error.code, reply.json().error.field], ["COM_02", "cursor"]);
  });

test("a name cursor with NUL or half a character is refused", async () => {
  for (const key of ["a\0b", "a\ud800"]) {
    const reply = await shop().app.inject(`/products?sort=name&cursor=${cursorOf(["name+", key, 1])}`);
    assert.equal(reply.statusCode, 400, JSON.stringify(key));
  }
});

test("only one way of paging at a time", async () => {
  for (const query of ["page=2&offset=3", "page=2&cursor=x", "offset=0&cursor=x"]) {
    const reply = await shop().app.inject(`/products?${query}`);
    assert.deepEqual([reply.statusCode, reply.json().error?.field], [400, "page"], query);
  }
});
