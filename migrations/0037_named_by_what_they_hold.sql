-- Columns get the names that the field uses: a variant's key, a line's position, a dead letter, a fingerprint.
alter table cart_item rename column attributes_known to variant_key;
alter table cart_item rename column place to position;
alter table cart_item rename constraint cart_item_attributes_known_check to cart_item_variant_key_check;
alter table order_line rename column attributes_known to variant_key;
alter table order_line rename constraint order_line_attributes_known_check to order_line_variant_key_check;
alter table stock rename column attributes_known to variant_key;
alter table stock rename constraint stock_attributes_known_check to stock_variant_key_check;

alter table job rename column set_aside_at to dead_lettered_at;
alter index job_set_aside rename to job_dead_letters;

-- A row that was imported with losses is among the rejects too.
alter table import_reject rename column is_taken to is_imported;
alter table import_reject rename column mark to fingerprint;
alter table import_taken rename to import_fingerprint;
alter table import_fingerprint rename column mark to fingerprint;
alter table import_fingerprint rename constraint import_taken_pkey to import_fingerprint_pkey;
