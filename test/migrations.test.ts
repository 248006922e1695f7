import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { migrationsFolder } from "../src/platform/database/migrate.ts";
import { unsafeParts, type MigrationFile } from "./architecture/migration-rules.ts";

const files: MigrationFile[] = readdirSync(migrationsFolder)
  .filter((name) => /^\d{4}_\w+\.sql$/.test(name))
  .map((name) => ({ name, text: readFileSync(new URL(name, migrationsFolder), "utf8") }));
const numbers = files.map(({ name }) => Number(name.slice(0, 4)));

const judged = (text: string, name = "0009_planted.sql"): string[] =>
  unsafeParts({ name, text: `-- compatible from 0008\n${text}` }, [...numbers, 9]);

test("a migration that says it is compatible leaves the version before what it uses", () => {
  assert.ok(files.length > 30);
  assert.deepEqual(
    files.flatMap((file) => unsafeParts(file, numbers).map((part) => `${file.name}: ${part}`)),
    [],
  );
});

test("what older programs can ignore passes: new tables, functions, columns that may stay empty", () => {
  for (const expanding of [
    "create table gift (gift_id bigint primary key, text text not null);\ncreate unique index gift_by_text on gift (text);",
    "create table gift (gift_id bigint primary key);\ninsert into gift values (1);",
    "alter table product add column weight integer;",
    "alter table product add column weight integer not null default 0 check (weight >= 0),\n  add column note text default '';",
    "create function shown(text) returns text language sql as $$ select 'drop table product;' $$;",
    "comment on table product is 'what is for sale';",
  ])
    assert.deepEqual(judged(expanding), [], expanding);
});

test("what older programs would notice is refused: less, other names, new duties, long locks", () => {
  for (const contracting of [
    "drop table product;",
    "alter table product drop column name;",
    "alter table product rename column name to title;",
    "alter table product rename to article;",
    "alter table product alter column name type varchar(10);",
    "alter table product alter column description set not null;",
    "alter table product add column weight integer not null;",
    "alter table product add column token uuid default gen_random_uuid();",
    "alter table product add column kind integer references kind;",
    "alter table product add constraint named check (name <> '');",
    "alter table product add column weight integer, drop column name;",
    "create unique index product_by_name on product (name);",
    "create index product_by_name on product (name);",
    "create or replace function searchable(text) returns text language sql as $$ select '' $$;",
    "update product set name = upper(name);",
    "insert into product values (1);",
    "lock table product;",
  ])
    assert.equal(judged(contracting).length, 1, contracting);
});

test("compatibility reaches back to a migration that there is, before the one that claims it", () => {
  const claiming = (from: string, name = "0009_planted.sql") =>
    unsafeParts({ name, text: `-- compatible from ${from}\n` }, numbers);
  assert.deepEqual(claiming("0008"), []);
  assert.deepEqual(claiming("0009"), ["there is no migration 0009 before it"]);
  assert.deepEqual(claiming("0000"), ["there is no migration 0000 before it"]);
});
