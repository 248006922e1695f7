import assert from "node:assert/strict";
import { test } from "node:test";
import { readFileSync } from "node:fs";
import { readSources, root } from "./architecture/source.ts";
import { testDatabase } from "./support/databases/database.ts";

const database = testDatabase();

const order =
  "insert into customer_order (customer_id, order_id, status, currency, subtotal_cents, shipping_cents, tax_cents, total_cents, shipping_id, shipping_type, tax_id, tax_type, tax_basis_points, ship_to, created_at)";
const line =
  "insert into order_line (customer_id, order_id, line_number, product_id, product_name, attributes, variant_key, quantity, unit_cost_cents, is_counted)";
const audit = "insert into order_audit (customer_id, order_id, entry, from_status, to_status, by_whom, created_at)";
const session =
  "insert into session (customer_id, session_id, generation, token_hash, previous_token_hash, device, address, created_at, last_used_at, expires_at)";
const mailed = "insert into mailed_token (customer_id, token_hash, purpose, email_key, expires_at)";
const shipment =
  "insert into shipment (customer_id, order_id, shipment, carrier, tracking_number, by_whom, shipped_at)";
const refund =
  "insert into refund (customer_id, order_id, refund, status, amount_cents, is_restocking, by_whom, created_at, note)";
const hash = "sha256('a')";

/** For each constraint, a row that breaks only that one. Parents need not exist: a check runs before foreign keys. */
const wrong: Readonly<Record<string, string>> = {
  order_audit_from_status_check: `${audit} values (1, 1, 1, 'lost', 'paid', 'shop', now())`,
  order_audit_to_status_check: `${audit} values (1, 1, 1, 'paid', 'lost', 'shop', now())`,
  order_line_product_name_check: `${line} values (1, 1, 1, 1, '', '', '', 1, 1, false)`,
  customer_order_shipping_type_check: `${order} values (1, 1, 'pending', 'usd', 1, 0, 0, 1, 1, '', 1, 'None', 0, '{}', now())`,
  customer_order_tax_type_check: `${order} values (1, 1, 'pending', 'usd', 1, 0, 0, 1, 1, 'Air', 1, '', 0, '{}', now())`,
  customer_order_total_check: `${order} values (1, 1, 'pending', 'usd', 1, 0, 0, 2, 1, 'Air', 1, 'None', 0, '{}', now())`,
  customer_order_attention_check: `${order.replace(")", ", attention)")} values (1, 1, 'pending', 'usd', 1, 0, 0, 1, 1, 'Air', 1, 'None', 0, '{}', now(), '{lost}')`,
  customer_order_sent_check: `${order.replace(")", ", attention, paid_at)")} values (1, 1, 'shipped', 'usd', 1, 0, 0, 1, 1, 'Air', 1, 'None', 0, '{}', now(), '{address_missing}', now())`,
  customer_order_shipments_check: `${order.replace(")", ", shipment_count)")} values (1, 1, 'pending', 'usd', 1, 0, 0, 1, 1, 'Air', 1, 'None', 0, '{}', now(), 1)`,
  order_line_shipped_check: `${line.replace(")", ", shipped_units)")} values (1, 1, 1, 1, 'Name', '', '', 1, 1, false, 2)`,
  shipment_shipment_check: `${shipment} values (1, 1, 0, null, null, 'shop', now())`,
  shipment_carrier_check: `${shipment} values (1, 1, 1, '', null, 'shop', now())`,
  shipment_tracking_number_check: `${shipment} values (1, 1, 1, null, '', 'shop', now())`,
  shipment_by_whom_check: `${shipment} values (1, 1, 1, null, null, repeat('a', 101), now())`,
  shipment_line_quantity_check: "insert into shipment_line values (1, 1, 1, 1, 0)",
  order_note_note_check: "insert into order_note values (1, 1, 0, 'Rang', 'shop', now())",
  order_note_content_check: "insert into order_note values (1, 1, 1, '', 'shop', now())",
  order_note_by_whom_check: "insert into order_note values (1, 1, 1, 'Rang', repeat('a', 101), now())",
  invoice_number_check: "insert into invoice values (1, 1, 2026, 0, '{}', now())",
  invoice_series_year_check: "insert into invoice_series values (26, 1)",
  invoice_series_last_number_check: "insert into invoice_series values (2026, 0)",
  refund_line_restock_check: "insert into refund_line values (1, 1, 1, 1, 1, 2)",
  refund_note_check: `${refund} values (1, 1, 1, 'asked', 1, true, 'shop', now(), '')`,
  refund_request_request_key_check: `insert into refund_request values (1, 1, 1, '', ${hash})`,
  refund_request_request_hash_check: "insert into refund_request values (1, 1, 1, 'key', 'plain')",
  shipping_region_placeholder_check:
    "insert into shipping_region (shipping_region_id, shipping_region, retired_at) values (1, 'Please Select', now())",
  session_token_hash_check: `${session} values (1, 'session-of-a-test', 0, 'plain', null, '', '', now(), now(), now())`,
  session_previous_token_hash_check: `${session} values (1, 'session-of-a-test', 0, ${hash}, 'plain', '', '', now(), now(), now())`,
  session_epoch_check: `${session.replace(")", ", epoch)")} values (1, 'session-of-a-test', 0, ${hash}, null, '', '', now(), now(), now(), -1)`,
  customer_session_epoch_check:
    "insert into customer (customer_id, name, email, created_at, session_epoch) values (1, 'Ada', 'a@b', now(), -1)",
  customer_sign_out_epoch_check: "insert into customer_sign_out values (1, 0, null, now())",
  access_token_lifetime_seconds_check: "insert into access_token_lifetime values ('key', 0)",
  mailed_token_token_hash_check: `${mailed} values (1, 'plain', 'email', 'a@b', now())`,
  mailed_token_email_key_check: `${mailed} values (1, ${hash}, 'email', '', now())`,
  idempotency_key_request_hash_check:
    "insert into idempotency_key values (1, 'POST /orders', 'key', 'plain', '{}', now())",
  customer_email_email_key_check: "insert into customer_email values ('', 1)",
  customer_identity_identity_key_check: "insert into customer_identity values ('1234', 1)",
  known_network_network_check: "insert into known_network values (1, '', now())",
  attempt_count_count_check: "insert into attempt_count values ('login', -1, now())",
  shop_currency_check: "insert into shop values (true, 'Euro', now())",
  shop_only_row_check: "insert into shop values (false, 'eur', now())",
  job_schedule_task_check: "insert into job_schedule values ('', now())",
};

for (const [constraint, insert] of Object.entries(wrong))
  test(`what ${constraint} forbids does not come in`, async () => {
    await assert.rejects(database().sql(insert), { code: "23514", constraint });
  });

test("rows that are right in all of this come in, as far as they have parents", async () => {
  const right = {
    order_audit_order_fkey: `${audit} values (1, 1, 1, null, 'pending', 'shop', now())`,
    order_line_order_fkey: `${line} values (1, 1, 1, 1, 'Name', '', '', 1, 1, false)`,
    session_customer_fkey: `${session} values (1, 'session-of-a-test', 0, ${hash}, ${hash}, '', '', now(), now(), now())`,
    mailed_token_customer_fkey: `${mailed} values (1, ${hash}, 'email', 'a@b', now())`,
  };
  for (const [constraint, insert] of Object.entries(right))
    await assert.rejects(database().sql(insert), { code: "23503", constraint });
});

/** Columns by which lists are selected and sorted, as their statements write them. */
const lists = {
  department: ["department_id"],
  category: ["category_id", "sort_name, category_id", "department_id, category_id"],
  product: ["product_id", "sort_name, product_id", "effective_price_cents, product_id", "created_at, product_id"],
  product_category: ["product_id, category_id", "category_id, product_id"],
  product_attribute: ["product_id, attribute_value_id", "attribute_value_id, product_id"],
  attribute: ["attribute_id"],
  attribute_value: ["attribute_id, attribute_value_id"],
  review: ["product_id, created_at DESC, review_id DESC"],
  shipping_region: ["shipping_region_id"],
  shipping: ["shipping_region_id, shipping_id"],
  tax: ["tax_id"],
  customer_order: ["customer_id, created_at DESC, order_id DESC", "customer_id, created_at", "paid_at"],
  order_line: ["customer_id, order_id, line_number"],
  order_audit: ["customer_id, order_id, entry"],
  shipment: ["customer_id, order_id, shipment"],
  cart: ["used_on"],
  payment: ["customer_id, order_id", "follow_at"],
  refund: ["customer_id, order_id, refund"],
  dispute: ["customer_id, order_id, dispute"],
  payment_attempt: ["created_at"],
  job: ["task, run_at"],
  revoked_session: ["forget_at"],
  customer_sign_out: ["forget_at"],
  session: ["customer_id, epoch, created_at, session_id"],
} as const;

const withoutIndex = async (): Promise<string[]> => {
  const definitions = await database().sql(
    "select relname as name, pg_get_indexdef(indexrelid) as definition from pg_index join pg_class on pg_class.oid = indrelid where relnamespace = 'public'::regnamespace",
  );
  return Object.entries(lists).flatMap(([table, orders]) =>
    orders
      .filter(
        (columns) =>
          !definitions.some(({ name, definition }) => name === table && String(definition).includes(`(${columns})`)),
      )
      .map((columns) => `${table} (${columns})`),
  );
};

test("every list has an index in its order", async () => {
  assert.deepEqual(await withoutIndex(), []);
  await database().sql("drop index category_by_department");
  assert.deepEqual(await withoutIndex(), ["category (department_id, category_id)"]);
});

test("every constraint that the program names is a table's, or is raised by a function", () => {
  const schema = readFileSync(`${root}migrations/schema.sql`, "utf8");
  const ofTables = [...schema.matchAll(/^ {2}constraint (\w+)/gm)].map(([, name = ""]) => name);
  const ofFunctions = [...schema.matchAll(/constraint = '(\w+)'/g)].map(([, name = ""]) => name);
  const named = readSources()
    .filter(({ path }) => path.startsWith("src/") && !path.endsWith(".test.ts"))
    .flatMap(({ text }) => [...text.matchAll(/\b[a-z]\w*_(?:check|pkey|fkey)\b/g)].map(([name]) => name));
  assert.deepEqual(
    [...new Set(named)].filter((name) => ![...ofTables, ...ofFunctions].includes(name)),
    [],
  );
  const document = readFileSync(`${root}docs/schema.md`, "utf8");
  const listed = [...document.matchAll(/^\| `(\w+_check)` \|/gm)].map(([, name = ""]) => name);
  assert.deepEqual(listed.toSorted(), ofFunctions.toSorted());
});
