-- A second import knows what the first one took, whatever has become of it here since.
create table import_taken (
  source_table text not null,
  source_key text not null,
  -- Of what the row was called in its source: another row may come under the same number.
  mark uuid not null,
  primary key (source_table, source_key)
);

-- The second of two with one name stays the second, whatever the first is called by now.
alter table import_reject add column mark uuid;
comment on column import_reject.mark is 'of what it was called, where that was why it was set aside';

-- Orders of older shops may have no way of shipping and no tax on record.
alter table customer_order
  alter column shipping_id drop not null,
  alter column tax_id drop not null,
  add constraint customer_order_terms_check
    check (imported_at is not null or (shipping_id is not null and tax_id is not null));
