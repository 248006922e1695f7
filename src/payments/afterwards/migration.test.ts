import assert from "node:assert/strict";
import { copyFile, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { testDatabase } from "../../../test/support/database.ts";
import { migrate, migrationsFolder } from "../../platform/database/migrate.ts";

const database = testDatabase();
const folder = await mkdtemp(join(tmpdir(), "selvedge migrations "));
after(() => rm(folder, { recursive: true, force: true }));

const copyMigrations = async (isWanted: (number: number) => boolean): Promise<void> => {
  for (const file of await readdir(migrationsFolder))
    if (/^\d{4}_\w+\.sql$/.test(file) && isWanted(Number(file.slice(0, 4))))
      await copyFile(new URL(file, migrationsFolder), join(folder, file));
};

const charge = JSON.stringify({ id: "ch_1", amount: 100, amount_refunded: 0, refunded: false });

test("a shop whose payments knew one moment of refund keeps what it knew, in rows", async () => {
  const { sql, url } = database();
  await sql("drop schema public cascade; create schema public");
  await copyMigrations((number) => number < 22);
  await migrate(url, { folder: pathToFileURL(`${folder}/`) });
  const order = `insert into customer_order (customer_id, order_id, status, is_being_refunded, currency, subtotal_cents, shipping_cents,
    tax_cents, total_cents, shipping_id, shipping_type, tax_id, tax_type, tax_basis_points, ship_to, created_at, paid_at) values`;
  // Whom and how the orders were sent to does not matter here.
  for (const what of ["customer", "shipping", "tax"])
    await sql(`alter table customer_order drop constraint customer_order_${what}_fkey`);
  for (const [number, status, isBeingRefunded, isUnwanted, isRefunded] of [
    [1, "paid", false, false, false],
    [2, "refunded", false, false, true],
    [3, "paid", true, false, false],
    [4, "cancelled", false, true, false],
    [5, "shipped", false, false, true],
  ] as const) {
    await sql(
      `${order} (1, $1::bigint, $2, $3, 'usd', 100, 0, 0, 100, 1, 'Air', 1, 'None', 0, '{}', now(), case when $2 <> 'cancelled' then now() end)`,
      [number, status, isBeingRefunded],
    );
    await sql(
      `insert into order_line (customer_id, order_id, line_number, product_id, product_name, attributes, attributes_known, quantity, unit_cost_cents, is_counted)
       values (1, $1, 1, 1, 'Shirt', '', '', 2, 50, true)`,
      [number],
    );
    await sql(
      `insert into payment (customer_id, order_id, provider, reference, amount_cents, currency, created_at, charge, succeeded_at, is_unwanted, refunded_at)
       values (1, $1::bigint, 'stripe', 'pi_' || $1::bigint, 100, 'usd', now(), $2, now(), $3, case when $4 then now() end)`,
      [number, charge, isUnwanted, isRefunded],
    );
  }
  await copyMigrations((number) => number === 22);
  await migrate(url, { folder: pathToFileURL(`${folder}/`) });
  assert.deepEqual(
    await sql(`select o.order_id::int as order, o.refunded_cents::int as shown, p.refunded_cents::int as back, p.follow_at is not null as is_followed,
        (p.charge ->> 'refunded')::boolean as told, r.status, r.amount_cents::int as cents, restocked_units as units
      from customer_order o join payment p using (customer_id, order_id) join order_line using (customer_id, order_id)
      left join refund r using (customer_id, order_id) order by 1`),
    [
      { order: 1, shown: 0, back: 0, is_followed: false, told: false, status: null, cents: null, units: 0 },
      { order: 2, shown: 100, back: 100, is_followed: false, told: true, status: "succeeded", cents: 100, units: 2 },
      { order: 3, shown: 0, back: 0, is_followed: true, told: false, status: "asked", cents: 100, units: 0 },
      { order: 4, shown: 0, back: 0, is_followed: true, told: false, status: null, cents: null, units: 2 },
      { order: 5, shown: 100, back: 100, is_followed: false, told: true, status: "succeeded", cents: 100, units: 0 },
    ],
  );
});
