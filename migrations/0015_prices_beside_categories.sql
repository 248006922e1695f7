-- The price of each product beside its places in categories: a category's list is filtered and sorted by price without
-- looking at its products one by one. The foreign key keeps the two the same.
drop index product_listed;
create unique index product_listed on product (product_id, effective_price_cents) include (display, created_at, sort_name);

drop index product_category_by_category;
alter table product_category add column effective_price_cents integer;
update product_category set effective_price_cents = product.effective_price_cents
  from product where product.product_id = product_category.product_id;
alter table product_category
  alter column effective_price_cents set not null,
  drop constraint product_category_product_id_fkey,
  add constraint product_category_product_id_fkey foreign key (product_id, effective_price_cents)
    references product (product_id, effective_price_cents) on update cascade on delete cascade;
create index product_category_by_category on product_category (category_id, product_id) include (effective_price_cents);
