import assert from "node:assert/strict";
import { dirname } from "node:path/posix";
import { test } from "node:test";
import {
  alwaysTheSame,
  everyModule,
  idOf,
  type Exported,
  type Statement,
} from "../../../test/support/statements/every.ts";
import { examples } from "../../../test/support/statements/examples.ts";
import { row } from "./columns.ts";
import { originIn } from "./origin.ts";
import { reads, sql } from "./statement.ts";

const root = new URL("../../../", import.meta.url).href;

test("every statement has the name of its function, which no other in its folder has", async () => {
  const seen: string[] = [];
  for (const { path, exported } of await everyModule())
    for (const [name, make] of Object.entries(exported)) {
      if (typeof make !== "function") continue;
      const same = alwaysTheSame(make as Exported);
      const [first] = examples[idOf(path, name)] ?? [];
      const made = same ?? ((make as Exported)(...(first ?? [])) as Statement);
      assert.equal(made.origin, `${dirname(path).replace(/^src\//, "")}/${name}`, path);
      seen.push(made.origin);
    }
  assert.ok(seen.length > 300, `${seen.length} statements`);
  assert.equal(new Set(seen).size, seen.length);
});

test("a composed statement has the name of its function too, whatever it is composed of", () => {
  const sorted = (by: string) => reads(row({}))`select from tax order by ${by === "id" ? sql`tax_id` : sql`tax_type`}`;
  assert.deepEqual(
    [sorted("id").origin, sorted("name").origin],
    ["platform/database/sorted", "platform/database/sorted"],
  );
});

test("a name is read from the first frame outside of the statement's own file", () => {
  const own = `    at ${root}src/platform/database/statement.ts:70:12`;
  const frames: readonly [string, string][] = [
    [`    at tax (${root}src/tax/tax.queries.ts:8:15)`, "tax/tax"],
    [`    at Module.ordersToSend (${root}src/orders/orders-to-send.queries.ts:8:15)`, "orders/ordersToSend"],
    [`    at Object.make [as one] (${root}src/orders/a.queries.ts:8:15)`, "orders/make"],
    [`    at ordersOf (${root}src/orders/personal-data/a.queries.ts:8:15)`, "orders/personal-data/ordersOf"],
    [`    at ${root}src/orders/a.queries.ts:8:15`, "orders/unnamed"],
    [`    at present (${root}tools/stress/stress.queries.ts:8:15)`, "tools/stress/present"],
    ["    at node:internal/main:1:1", "other/unnamed"],
  ];
  for (const [frame, origin] of frames) assert.equal(originIn(`Error\n${own}\n${frame}`), origin);
});
