import assert from "node:assert/strict";
import { test } from "node:test";
import { row, text, integer } from "./columns.ts";
import { joined, reads, sql, writes } from "./statement.ts";

test("values become parameters, never text", () => {
  const statement = reads(row({}))`select from tax where tax_type = ${"'; drop table tax; --"} and tax_id = ${1}`;
  assert.equal(statement.text, "select from tax where tax_type = $1 and tax_id = $2");
  assert.deepEqual(statement.values, ["'; drop table tax; --", 1]);
});

test("fragments inside fragments count their parameters through", () => {
  const inner = sql`a = ${1}`;
  const both = joined([inner, sql`b = ${2}`, sql`c`], " and ");
  const statement = reads(row({}))`select ${0} where ${both} limit ${3}`;
  assert.equal(statement.text, "select $1 where a = $2 and b = $3 and c limit $4");
  assert.deepEqual(statement.values, [0, 1, 2, 3]);
});

test("what merely looks like a fragment is a value", () => {
  const lookalike = { strings: ["drop table tax"], values: [] };
  assert.equal(reads(row({}))`select ${lookalike}`.text, "select $1");
});

test("equal texts have one statement name, other texts another, short enough for PostgreSQL", () => {
  const product = (id: number) => reads(row({ name: text }))`select name from product where product_id = ${id}`;
  const sorted = (column: string) =>
    reads(row({}))`select from tax order by ${column === "a" ? sql`tax_id` : sql`tax_type`}`;
  assert.equal(product(1).name, product(2).name);
  assert.notEqual(product(1).name, sorted("a").name);
  assert.notEqual(sorted("a").name, sorted("b").name);
  assert.equal(reads(row({}))`select ${sql`1`}`.name, reads(row({}))`select 1`.name);
  assert.ok(product(1).name.length < 64);
});

test("nothing to join is no text", () => {
  assert.equal(reads(row({}))`select ${joined([], ",")}`.text, "select ");
});

test("the kind says who may run it", () => {
  assert.equal(reads(row({ one: integer }))`select 1 as one`.kind, "read");
  assert.equal(writes(row({}))`delete from tax`.kind, "write");
});
