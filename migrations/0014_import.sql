-- What is brought along from an older shop, and what of it could not be taken.

alter table customer add column imported_at timestamptz(3);

alter table customer_order
  add column imported_at timestamptz(3),
  -- What the older shop recorded as the order's amount; 0 is what it wrote before it knew one.
  add column imported_total_cents bigint check (imported_total_cents >= 0),
  -- What the buyer pays, or has paid: the amount on record where there is one.
  add column amount_cents bigint not null generated always as (coalesce(nullif(imported_total_cents, 0), total_cents)) stored,
  add constraint customer_order_imported_check check (imported_at is not null or imported_total_cents is null);

-- An order that was brought along waits for its payment as long as it did before: no sweep looks at it.
drop index customer_order_pending;
create index customer_order_pending on customer_order (created_at) where status = 'pending' and imported_at is null;

-- Rows of the older shop that were set aside, or taken without a part of theirs: nothing of them is lost.
create table import_reject (
  source_table text not null,
  source_key text not null,
  reason text not null,
  is_taken boolean not null,
  content jsonb not null,
  noted_at timestamptz(3) not null,
  primary key (source_table, source_key)
);
create index import_reject_by_customer on import_reject ((content ->> 'customer_id'));
comment on column import_reject.is_taken is 'the row was taken nevertheless; what it lost stands here';
