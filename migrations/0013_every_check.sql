-- What every statement has kept to so far, kept by the database from now on; and an index in the order of each list.

alter table order_audit
  add constraint order_audit_from_status_check
    check (from_status in ('pending', 'paid', 'shipped', 'delivered', 'cancelled', 'refunded')),
  add constraint order_audit_to_status_check
    check (to_status in ('pending', 'paid', 'shipped', 'delivered', 'cancelled', 'refunded'));

alter table order_line add constraint order_line_product_name_check check (length(product_name) between 1 and 255);

alter table customer_order
  add constraint customer_order_shipping_type_check check (length(shipping_type) between 1 and 100),
  add constraint customer_order_tax_type_check check (length(tax_type) between 1 and 100);

-- SHA-256 has 32 bytes: a secret that was stored as it is, or cut, does not fit.
alter table session
  add constraint session_token_hash_check check (length(token_hash) = 32),
  add constraint session_previous_token_hash_check check (length(previous_token_hash) = 32);
alter table mailed_token
  add constraint mailed_token_token_hash_check check (length(token_hash) = 32),
  add constraint mailed_token_email_key_check check (length(email_key) >= 3);
alter table idempotency_key add constraint idempotency_key_request_hash_check check (length(request_hash) = 32);

alter table customer_email add constraint customer_email_email_key_check check (length(email_key) >= 3);
alter table customer_identity add constraint customer_identity_identity_key_check check (identity_key ~ '^[a-z]+:.');
alter table attempt_count add constraint attempt_count_count_check check (count >= 0);
alter table job_schedule add constraint job_schedule_task_check check (length(task) between 1 and 100);

create index category_by_department on category (department_id, category_id);
create index attribute_value_by_attribute on attribute_value (attribute_id, attribute_value_id);
create index shipping_by_region on shipping (shipping_region_id, shipping_id);
