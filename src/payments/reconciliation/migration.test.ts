import assert from "node:assert/strict";
import { copyFile, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { testDatabase } from "../../../test/support/databases/database.ts";
import { migrate, migrationsFolder } from "../../platform/database/migrate.ts";

const database = testDatabase();
const folders: string[] = [];
after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

/** Migrates an empty database to this migration. Returns a function that migrates it to a later one. */
const emptyAt = async (first: number): Promise<(number: number) => Promise<void>> => {
  const { sql, url } = database();
  await sql("drop schema public cascade; create schema public");
  const folder = await mkdtemp(join(tmpdir(), "selvedge migrations "));
  folders.push(folder);
  const migrateTo = async (last: number): Promise<void> => {
    for (const file of await readdir(migrationsFolder))
      if (/^\d{4}_\w+\.sql$/.test(file) && Number(file.slice(0, 4)) <= last)
        await copyFile(new URL(file, migrationsFolder), join(folder, file));
    await migrate(url, { folder: pathToFileURL(`${folder}/`) });
  };
  await migrateTo(first);
  return migrateTo;
};

const charge = JSON.stringify({ id: "ch_1", amount: 100, amount_refunded: 0, refunded: false });

test("a shop whose payments knew one moment of refund keeps what it knew, in rows", async () => {
  const { sql } = database();
  const migrateTo = await emptyAt(21);
  const order = `insert into customer_order (customer_id, order_id, status, is_being_refunded, currency, subtotal_cents, shipping_cents,
    tax_cents, total_cents, shipping_id, shipping_type, tax_id, tax_type, tax_basis_points, ship_to, created_at, paid_at) values`;
  // The orders' customers, shipping rates and taxes do not matter here.
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
  await migrateTo(22);
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

test("a shop from before amounts of disputes learns what was taken and which units were refunded", async () => {
  const { sql } = database();
  const migrateTo = await emptyAt(24);
  await sql("alter table customer_order drop constraint customer_order_tax_fkey");
  await sql(
    `insert into shipping_region (shipping_region_id, shipping_region) values (1, 'Please Select'), (2, 'US'), (3, 'Europe')`,
  );
  await sql(
    `insert into shipping (shipping_id, shipping_type, shipping_cost_cents, shipping_region_id) overriding system value values (1, 'Air', 0, 2)`,
  );
  await sql(`insert into customer (customer_id, name, email, shipping_region_id, created_at)
    values (1, 'Ada', 'ada@example.com', 2, now()), (2, 'Bob', 'bob@example.com', 3, now()), (3, 'Cleo', 'cleo@example.com', 1, now())`);
  const there = JSON.stringify({ address_1: "1 Loom Lane", city: "Paterson", country: "USA" });
  const order = (customer: number, number: number, status: string, { shipTo = there, isImported = false } = {}) =>
    sql(
      `insert into customer_order (customer_id, order_id, status, currency, subtotal_cents, shipping_cents, tax_cents, total_cents,
         shipping_id, shipping_type, tax_id, tax_type, tax_basis_points, ship_to, created_at, paid_at, imported_at, dispute_status)
       values ($1, $2, $3, 'usd', 100, 0, 0, 100, 1, 'Air', 1, 'None', 0, $4, now(),
         case when $3 not in ('pending', 'cancelled') then now() end, case when $5 then now() end, case when $3 = 'paid' then 'won' end)`,
      [customer, number, status, shipTo, isImported],
    );
  const payment = (number: number, isUnwanted: boolean) =>
    sql(
      `insert into payment (customer_id, order_id, provider, reference, amount_cents, currency, created_at, charge, succeeded_at, is_unwanted)
       values (1, $1::bigint, 'stripe', 'pi_' || $1::bigint, 100, 'usd', now(), $2, now(), $3)`,
      [number, charge, isUnwanted],
    );
  const dispute = (
    number: number,
    one: number,
    status: string,
    { cents = 30, currency = "usd", isWithdrawn = true } = {},
  ) =>
    sql(
      `insert into dispute (customer_id, order_id, dispute, reference, status, provider_status, amount_cents, currency, reason, is_withdrawn, opened_at, updated_at)
       values (1, $1, $2::integer, 'dp_' || $2::integer, $3, $3, $4, $5, '', $6, now(), now())`,
      [number, one, status, cents, currency, isWithdrawn],
    );
  await order(1, 1, "paid");
  await payment(1, false);
  await dispute(1, 1, "lost");
  await dispute(1, 2, "open", { cents: 20 });
  await dispute(1, 3, "won", { cents: 50, isWithdrawn: false });
  await order(1, 2, "cancelled");
  await payment(2, true);
  await dispute(2, 1, "open");
  await order(1, 3, "shipped");
  await payment(3, false);
  await dispute(3, 1, "lost", { cents: 1, currency: "eur" });
  await sql(
    `insert into order_line (customer_id, order_id, line_number, product_id, product_name, attributes, attributes_known, quantity, unit_cost_cents, is_counted)
     values (1, 3, 1, 1, 'Shirt', '', '', 5, 20, false)`,
  );
  for (const [number, status] of ["succeeded", "failed", "pending"].entries()) {
    await sql(
      `insert into refund (customer_id, order_id, refund, status, amount_cents, is_restocking, by_whom, created_at, settled_at)
       values (1, 3, $1, $2, 1, false, 'a test', now(), case when $2 <> 'pending' then now() end)`,
      [number + 1, status],
    );
    await sql("insert into refund_line values (1, 3, $1, 1, $2)", [number + 1, number + 1]);
  }
  await order(1, 4, "pending", { isImported: true });
  await order(2, 5, "pending", { isImported: true });
  await order(3, 6, "pending", { isImported: true });
  await order(2, 7, "pending", { shipTo: "{}", isImported: true });
  await order(2, 8, "paid", { shipTo: "{}", isImported: true });
  await migrateTo(25);
  assert.deepEqual(
    await sql(`select order_id::int as order, lost_cents::int as lost, dispute_status as shown, withdrawn_cents::int as taken, follow_at is not null as is_followed
      from customer_order join payment using (customer_id, order_id) order by 1`),
    [
      { order: 1, lost: 30, shown: "lost", taken: 50, is_followed: false },
      { order: 2, lost: 0, shown: null, taken: 30, is_followed: true },
      { order: 3, lost: 100, shown: null, taken: 100, is_followed: false },
    ],
  );
  assert.deepEqual(await sql("select refunded_units from order_line"), [{ refunded_units: 4 }]);
  assert.deepEqual(
    (await sql("select attention from customer_order where imported_at is not null order by order_id")).map(
      ({ attention }) => attention,
    ),
    [[], ["shipping_region_differs"], [], ["address_missing"], []],
  );
});
