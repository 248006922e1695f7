import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import pg from "pg";
import { placements } from "../migrations/placement.ts";
import { orNull, row, text, integer } from "../src/platform/database/columns.ts";
import { copies, reads, writes, type Copy } from "../src/platform/database/statement.ts";
import { cloneDatabase } from "./support/servers/shop.ts";
import { describeStatement } from "./support/statements/described.ts";
import {
  alwaysTheSame,
  everyModule,
  idOf,
  neverGiven,
  type Exported,
  type Statement,
} from "./support/statements/every.ts";
import { acrossNodes, examples } from "./support/statements/examples.ts";
import { rowFaults } from "./support/statements/rows.ts";
import { kindFaults, placementFaults } from "./support/statements/rules.ts";

const isCopy = (made: unknown): made is Copy<unknown> =>
  typeof made === "object" && made !== null && "kind" in made && made.kind === "copy";

let database: Awaited<ReturnType<typeof cloneDatabase>>;
let client: pg.Client;

before(async () => {
  database = await cloneDatabase("empty");
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
after(async () => {
  await client.end();
  await database.drop();
});

const faultsOf = async (statement: Statement, isAcrossNodes = false): Promise<string[]> => {
  try {
    const described = await describeStatement(client, statement.text);
    return [
      ...rowFaults(statement.row, described.columns, statement.text),
      ...(await kindFaults(client, statement, described)),
      ...placementFaults(statement, described, placements).filter(
        (fault) => !(isAcrossNodes && /^(touches|fills) /.test(fault)),
      ),
    ];
  } catch (error) {
    return [`PostgreSQL refuses it: ${(error as Error).message}`];
  }
};

/** Checks a copy as a read of the same columns: the row that goes in must be the one that would come out. */
const faultsOfCopy = ({ table, columns, row: declared }: Copy<unknown>): Promise<string[]> =>
  faultsOf(
    {
      kind: "read",
      name: "",
      origin: "",
      values: [],
      row: declared,
      text: `select ${columns.join(", ")} from ${table}`,
    },
    true,
  );

const modules = await everyModule();

for (const { path, exported } of modules)
  describe(path, () => {
    for (const [name, make] of Object.entries(exported)) {
      if (isCopy(make)) test(name, async () => assert.deepEqual(await faultsOfCopy(make), []));
      if (typeof make !== "function") continue;
      const id = idOf(path, name);
      test(name, async () => {
        const same = alwaysTheSame(make as Exported);
        const cases = examples[id];
        assert.ok(
          same ?? cases,
          "its text depends on what it is given: give examples of every case in test/support/statements/examples.ts",
        );
        assert.ok(!(same && cases), "its text is always the same: its examples are not needed");
        assert.deepEqual(cases ? neverGiven(make as Exported, cases) : [], [], "no example gives this");
        for (const statement of same ? [same] : (cases ?? []).map((given) => (make as Exported)(...given) as Statement))
          assert.deepEqual(await faultsOf(statement, id in acrossNodes), [], statement.text);
      });
    }
  });

test("examples and exceptions are of functions that exist", () => {
  const used = new Set(modules.flatMap(({ path, exported }) => Object.keys(exported).map((name) => idOf(path, name))));
  assert.ok(used.size > 30, `${used.size} functions`);
  assert.deepEqual(
    [...Object.keys(examples), ...Object.keys(acrossNodes)].filter((id) => !used.has(id)),
    [],
  );
});

describe("each check can fail", () => {
  const productId = 7;
  const planted: Readonly<Record<string, readonly [Statement, RegExp | undefined]>> = {
    "a right statement": [
      reads(row({ tax_id: integer, tax_type: text }))`select tax_id, tax_type from tax where tax_id = ${1}`,
      undefined,
    ],
    "a missing column": [
      reads(row({ tax_id: integer, tax_type: text }))`select tax_id from tax`,
      /tax_type is declared and not answered/,
    ],
    "a column too many": [
      reads(row({ tax_id: integer }))`select tax_id, tax_type from tax`,
      /tax_type is answered and not declared/,
    ],
    "a column twice": [reads(row({ tax_id: integer }))`select tax_id, tax_id from tax`, /answered twice/],
    "another type": [reads(row({ tax_type: integer }))`select tax_type from tax`, /not as declared/],
    "a number the driver hands over as text": [
      reads(row({ sum: integer }))`select avg(price_cents) as sum from product`,
      /not as declared/,
    ],
    "null that is not declared": [reads(row({ thumbnail: text }))`select thumbnail from product`, /can be null/],
    "null that cannot be": [reads(row({ name: orNull(text) }))`select name from product`, /never null/],
    "null through an outer join": [
      reads(row({ name: text }))`select category.name from department left join category using (department_id)`,
      /can be null/,
    ],
    "an outer join where a table stands on both sides": [
      reads(row({ name: text }))`select category.name from category left join category as other using (category_id)`,
      undefined,
    ],
    "an unknown table": [reads(row({ a: integer }))`select a from nowhere`, /refuses/],
    "a read that writes": [reads(row({}))`update tax set tax_type = 'x'`, /reading and writes/],
    "a read that writes inside": [
      reads(row({ tax_id: integer }))`with gone as (delete from tax returning tax_id) select tax_id from gone`,
      /reading and writes/,
    ],
    "a read that locks": [reads(row({ tax_id: integer }))`select tax_id from tax for share`, /locks/],
    "a read that signals": [reads(row({ sent: text }))`select pg_notify('a', 'b')::text as sent`, /calls pg_notify/],
    "a read that counts up": [
      reads(row({ next: integer }))`select nextval('customer_number') as next`,
      /calls nextval/,
    ],
    "a write that only reads": [writes(row({ tax_id: integer }))`select tax_id from tax`, /only reads/],
    "a placed table without its column": [
      reads(row({ author: text }))`select author from review where rating = ${1}`,
      /does not name product_id/,
    ],
    "a placed table with it": [
      reads(row({ author: text }))`select author from review where product_id = ${productId}`,
      undefined,
    ],
    "a placed column that is only shown": [
      reads(row({ product_id: integer }))`select product_id from review`,
      /does not name product_id/,
    ],
    "a row that moves": [
      writes(row({}))`update review set rating = 1, product_id = 2 where product_id = ${productId}`,
      /sets product_id/,
    ],
    "insert … select into a placed table": [
      writes(
        row({}),
      )`insert into review (product_id, review_id, author, review, rating, created_at) select product_id, 1, 'a', 'b', 1, now() from product`,
      /insert … select/,
    ],
    "the moment in do update": [
      writes(
        row({}),
      )`insert into review (product_id, review_id, author, review, rating, created_at) values (1, 1, 'a', 'b', 1, ${new Date()})
        on conflict (product_id, review_id) do update set created_at = now()`,
      /do update/,
    ],
    "the moment in do update of a table that stays on one node": [
      writes(
        row({}),
      )`insert into schema_migration (number, name, checksum) values (1, 'a', 'b') on conflict (number) do update set applied_at = now()`,
      undefined,
    ],
    "a merge": [
      writes(row({}))`merge into tax using (select 1 as id) as one on tax_id = one.id when matched then delete`,
      /merge/,
    ],
  };
  for (const [fault, [statement, expected]] of Object.entries(planted))
    test(fault, async () => {
      const found = (await faultsOf(statement)).join("; ");
      if (expected) assert.match(found, expected);
      else assert.equal(found, "");
    });

  test("rows in bulk of another shape than their table's", async () => {
    assert.deepEqual(await faultsOfCopy(copies(row({ tax_id: integer, tax_type: text }))`tax`), []);
    assert.match((await faultsOfCopy(copies(row({ tax_id: text }))`tax`)).join(), /not as declared/);
    assert.match((await faultsOfCopy(copies(row({ tax_id: integer, colour: text }))`tax`)).join(), /refuses/);
    assert.match((await faultsOfCopy(copies(row({ thumbnail: text }))`product`)).join(), /can be null/);
  });

  test("a function whose text depends on its arguments is not taken for a constant one", () => {
    const optional = (({ wide }: { wide?: boolean }) =>
      wide ? reads(row({}))`select` : reads(row({}))`select from tax`) as Exported;
    const broken = (({ order }: { order: string }) =>
      reads(row({}))`select from tax order by ${{ a: 1 }[order]}`) as Exported;
    assert.equal(alwaysTheSame(optional), undefined);
    assert.equal(alwaysTheSame(broken), undefined);
    assert.deepEqual(neverGiven(optional, [[{}]]), ["wide"]);
    assert.ok(alwaysTheSame(((id: number) => reads(row({}))`select from tax where tax_id = ${id}`) as Exported));
  });
});
