import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import pg from "pg";
import { areas } from "../migrations/areas.ts";
import { placements, type Placement } from "../migrations/placement.ts";
import { purposesOf, schemaDocument } from "../tools/schema/document.ts";
import { schemaDrawing } from "../tools/schema/drawing.ts";
import { layOut, rowY, size, type Layout } from "../tools/schema/layout.ts";
import { linesOf, type Line } from "../tools/schema/lines.ts";
import { listSchema } from "../tools/schema/listing.ts";
import { readTables, type Table } from "../tools/schema/tables.ts";
import { migrationsFolder } from "../src/platform/database/migrate.ts";
import { breaches, everyRule } from "./support/shard-rules.ts";
import { cloneDatabase, openTestDatabase } from "./support/servers/shop.ts";

let database: Awaited<ReturnType<typeof cloneDatabase>>;
let client: pg.Client;
const sql = async (text: string, values?: unknown[]) => (await client.query(text, values)).rows;

before(async () => {
  database = await cloneDatabase("empty");
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
after(async () => {
  await client.end();
  await database.drop();
});

const listing = async (): Promise<string> => {
  const db = openTestDatabase(database.url);
  try {
    return await listSchema(db.reader);
  } finally {
    await db.close();
  }
};

const tablesNow = async (): Promise<ReadonlyMap<string, Table>> => {
  const db = openTestDatabase(database.url);
  try {
    return await readTables(db.reader);
  } finally {
    await db.close();
  }
};

/** Changes the schema, runs `look`, and rolls the change back. */
const meanwhile = async <Seen>(changes: string, look: () => Promise<Seen>): Promise<Seen> => {
  await sql("begin");
  try {
    await sql(changes);
    return await look();
  } finally {
    await sql("rollback");
  }
};

test("every table has its placement, and the schema obeys the rules of a spread database", async () => {
  assert.deepEqual(await breaches(sql, placements), []);
});

test("migrations/schema.sql is what the migrations add up to (npm run schema writes it)", async () => {
  const written = (await readFile(new URL("schema.sql", migrationsFolder), "utf8")).split("\n");
  const migrated = (await listing()).split("\n");
  const differs = migrated.findIndex((line, index) => line !== written[index]);
  assert.equal(written[differs], migrated[differs], `line ${differs + 1} differs: run npm run schema`);
  assert.equal(written.length, migrated.length);
});

test("docs/schema.md and its drawing show the schema as it is (npm run schema writes them)", async () => {
  const tables = await tablesNow();
  const written = (file: string) => readFile(new URL(`../docs/${file}`, migrationsFolder), "utf8");
  assert.equal(await written("schema.md"), schemaDocument(tables));
  assert.equal(await written("schema.svg"), schemaDrawing(tables));
  const tax = tables.get("tax");
  assert.ok(tax);
  const changed = new Map([
    ...tables,
    ["tax", { ...tax, columns: [...tax.columns, { name: "note", type: "text", isRequired: false }] }],
  ]);
  assert.notEqual(schemaDocument(changed), schemaDocument(tables), "a new column is told");
  assert.notEqual(schemaDrawing(changed), schemaDrawing(tables), "a new column is drawn");
});

test("every table has its place and its purpose in migrations/areas.ts", () => {
  assert.deepEqual(
    areas
      .flatMap(purposesOf)
      .map(([table]) => table)
      .toSorted(),
    Object.keys(placements).toSorted(),
  );
  for (const [table, purpose] of areas.flatMap(purposesOf)) assert.match(purpose, /^[A-Z].*\.$/, table);
});

const crossings = ({ boxes }: Layout, lines: readonly Line[]): string[] =>
  lines.flatMap(({ toTable, corners }) =>
    corners.slice(1).flatMap(([x, y], index) => {
      const [fromX, fromY] = corners[index]!;
      const [left, right, top, bottom] = [
        Math.min(x, fromX),
        Math.max(x, fromX),
        Math.min(y, fromY),
        Math.max(y, fromY),
      ];
      return [...boxes.values()]
        .filter((box) => right > box.x && left < box.x + size.box && bottom > box.y && top < box.y + box.height)
        .map((box) => `a line to ${toTable} crosses ${box.table.name}`);
    }),
  );

test("every foreign key is drawn from its column to its target, and no line crosses a table", async () => {
  const tables = await tablesNow();
  const layout = layOut(areas, tables);
  const lines = linesOf(layout);
  const { rows } = await client.query(
    "select count(*)::int from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace",
  );
  assert.equal(lines.length, rows[0].count);
  const [from, to] = [layout.boxes.get("category")!, layout.boxes.get("department")!];
  const drawn = lines.find(({ toTable }) => toTable === "department");
  assert.deepEqual(drawn?.corners[0], [from.x, rowY(from, "department_id")]);
  assert.deepEqual(drawn?.corners.at(-1), [to.x + size.box, rowY(to, "department_id")]);
  assert.deepEqual(crossings(layout, lines), []);
  const straight = {
    toTable: "tax",
    corners: [
      [0, from.y + 1],
      [layout.width, from.y + 1],
    ],
  } as const;
  assert.ok(crossings(layout, [straight]).includes("a line to tax crosses category"));
});

test("a changed column, default, constraint, index, function or trigger changes the listing", async () => {
  const changes = {
    "alter table tax add column note text": "alter table tax drop column note",
    "alter table tax alter tax_type drop not null": "alter table tax alter tax_type set not null",
    "alter table tax alter tax_basis_points set default 1": "alter table tax alter tax_basis_points drop default",
    "alter table tax add constraint odd check (tax_id > 0)": "alter table tax drop constraint odd",
    "create index odd on tax (tax_basis_points)": "drop index odd",
    "create function odd() returns integer language sql return 1": "drop function odd",
    "create trigger odd before update on tax for each row execute function suppress_redundant_updates_trigger()":
      "drop trigger odd on tax",
    "comment on column tax.tax_type is 'odd'": "comment on column tax.tax_type is null",
    "alter text search configuration shop_words drop mapping for url":
      "alter text search configuration shop_words add mapping for url with simple",
  };
  const before = await listing();
  for (const [change, back] of Object.entries(changes)) {
    await sql(change);
    assert.notEqual(await listing(), before, change);
    await sql(back);
  }
  assert.equal(await listing(), before);
});

const byBuyer: Placement = { lives: "by", column: "buyer_id" };
const everywhere: Placement = { lives: "everywhere" };

/** A naive schema: for each rule, what breaks it. */
const naive: Readonly<Record<string, { placements: Record<string, Placement>; changes: string; at: string }>> = {
  "a table has a placement": { placements: {}, changes: "create table odd (id bigint primary key)", at: "odd" },
  "a placement has a table": { placements: { odd: everywhere }, changes: "select 1", at: "odd" },
  "a table has a primary key": { placements: { odd: everywhere }, changes: "create table odd (id bigint)", at: "odd" },
  "the placing column exists, is never null, never generated, no enumeration": {
    placements: { odd: byBuyer, missing: byBuyer, listed: byBuyer, nullable: byBuyer },
    changes: `create table odd (id bigint, buyer_id bigint not null generated always as (id % 8) stored, primary key (buyer_id, id));
      create table missing (id bigint primary key);
      create type kind as enum ('a', 'b');
      create table listed (buyer_id kind primary key);
      create table nullable (id bigint primary key, buyer_id bigint)`,
    at: "listed,missing,nullable,odd",
  },
  "the placing column leads every primary key, unique and exclusion constraint": {
    placements: { odd: byBuyer, odd_email: byBuyer, odd_range: byBuyer },
    changes: `create table odd (id bigint, buyer_id bigint not null, primary key (id, buyer_id));
      create table odd_email (buyer_id bigint primary key, email text unique);
      create table odd_range (buyer_id bigint primary key, days int4range, exclude using gist (days with &&))`,
    at: "odd,odd_email,odd_range",
  },
  "foreign keys among placed tables begin with the placing column on both sides": {
    placements: { odd: byBuyer, odd_line: byBuyer },
    changes: `create table odd (buyer_id bigint not null, id bigint not null, primary key (buyer_id, id), unique (id));
      create table odd_line (buyer_id bigint not null, id bigint, primary key (buyer_id, id), foreign key (id) references odd (id))`,
    at: "odd_line",
  },
  "a foreign key never changes a placing column": {
    placements: { odd: byBuyer },
    changes: "create table odd (buyer_id bigint primary key references tax on update cascade)",
    at: "odd",
  },
  "a table that lives everywhere refers to such tables alone": {
    placements: { odd: byBuyer, odd_offer: everywhere },
    changes: `create table odd (buyer_id bigint primary key);
      create table odd_offer (id bigint primary key, buyer_id bigint references odd)`,
    at: "odd_offer",
  },
  "no foreign key joins a placed table and a local one": {
    placements: { odd: byBuyer },
    changes: "create table odd (buyer_id bigint primary key, number integer references schema_migration)",
    at: "odd",
  },
  "there are no triggers": {
    placements: {},
    changes:
      "create trigger odd before update on tax for each row execute function suppress_redundant_updates_trigger()",
    at: "tax",
  },
  "there are no rules": {
    placements: {},
    changes: "create rule odd as on delete to tax do instead nothing",
    at: "tax",
  },
  "identities are bigint, never serial": {
    placements: { odd: everywhere, narrow: everywhere },
    changes: `create table odd (id bigserial primary key);
      create table narrow (id integer generated always as identity primary key)`,
    at: "narrow,odd",
  },
  "a foreign key has an index that begins with its columns, or with those of them that name the row it refers to, unless such rows are retired instead of deleted":
    {
      placements: { odd: everywhere },
      changes: `create table odd (id bigint primary key, attribute_id bigint references attribute, tax_id bigint references tax);
      create index on odd (id, attribute_id); create index on odd (attribute_id) where attribute_id > 9`,
      at: "odd",
    },
};

for (const rule of everyRule)
  test(`a naive schema is found out: ${rule}`, async () => {
    const planted = naive[rule];
    assert.ok(planted, "a rule that nobody saw fail proves nothing: plant a breach of it");
    const usual = new Set((await breaches(sql, placements)).map((finding) => JSON.stringify(finding)));
    const findings = await meanwhile(planted.changes, () => breaches(sql, { ...placements, ...planted.placements }));
    const found = findings
      .filter((finding) => finding.rule === rule && !usual.has(JSON.stringify(finding)))
      .map(({ table }) => table);
    assert.equal([...new Set(found)].toSorted().join(), planted.at);
  });
