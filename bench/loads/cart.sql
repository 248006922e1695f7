-- For pgbench -M prepared: what the server sends for one "add to cart", with ids as it makes them.
\set cart random(1, 300)
\set product random(1, 3)
\set item random(1, 1099511627775)
begin;
insert into cart (cart_bucket, cart_id, used_on, lines_added)
values (:cart, 'pgbench-' || :cart, '2026-01-01', 1)
on conflict (cart_bucket, cart_id) do update set used_on = excluded.used_on, lines_added = cart.lines_added + excluded.lines_added
returning lines_added \gset
with added as (
  insert into cart_item (cart_bucket, item_id, cart_id, product_id, attributes, attributes_known, quantity, place)
  values (:cart, :cart * 1099511627776 + :item, 'pgbench-' || :cart, :product, 'LG, red', '3,8', 1, :lines_added)
  on conflict (cart_bucket, cart_id, product_id, attributes_known) do update
  set quantity = cart_item.quantity + excluded.quantity, attributes = excluded.attributes, is_saved = false
  returning item_id, product_id, attributes, quantity, is_saved, place)
select item_id, line.product_id, product.name, attributes, effective_price_cents as price_cents, quantity, image, is_saved
from (
  select item_id, product_id, attributes, quantity, is_saved, place from added
  union all
  select item_id, product_id, attributes, quantity, is_saved, place from cart_item
  where cart_bucket = :cart and cart_id = 'pgbench-' || :cart and item_id <> (select item_id from added)) line
join product on product.product_id = line.product_id
order by place;
commit;
