-- For pgbench -M prepared: what the server sends for one "add to cart" and the order of that cart, on a database in which
-- customers 1 to 20 have addresses.
\set cart random(1, 1000000000)
\set product 30 + random(0, 59)
\set item random(1, 1099511627775)
\set customer random(1, 20)
begin;
insert into cart (cart_bucket, cart_id, used_on, lines_added)
values (mod(:cart, 4096), 'pgbench-' || :cart, '2026-01-01', 1)
on conflict (cart_bucket, cart_id) do update set used_on = excluded.used_on, lines_added = cart.lines_added + excluded.lines_added
returning lines_added \gset
with added as (
  insert into cart_item (cart_bucket, item_id, cart_id, product_id, attributes, attributes_known, quantity, place)
  values (mod(:cart, 4096), mod(:cart, 4096) * 1099511627776 + :item, 'pgbench-' || :cart, :product, 'LG, red', '3,8', 1, :lines_added)
  on conflict (cart_bucket, cart_id, product_id, attributes_known) do update
  set quantity = cart_item.quantity + excluded.quantity, attributes = excluded.attributes, is_saved = false
  returning item_id, product_id, attributes, quantity, is_saved, place)
select item_id, line.product_id, product.name, attributes, effective_price_cents as price_cents, quantity, image, is_saved
from (
  select item_id, product_id, attributes, quantity, is_saved, place from added
  union all
  select item_id, product_id, attributes, quantity, is_saved, place from cart_item
  where cart_bucket = mod(:cart, 4096) and cart_id = 'pgbench-' || :cart and item_id <> (select item_id from added)) line
join product on product.product_id = line.product_id
order by place;
commit;
begin;
select nextval('order_number') as order_id, shipping_type, shipping_cost_cents, shipping_region_id, tax_type, tax_basis_points
from (select) as choice
left join shipping on shipping_id = 3
left join tax on tax_id = 1 \gset
select name, address_1, address_2, city, region, postal_code, country, shipping_region_id from customer
where customer_id = :customer and erased_at is null
for share;
select cart_id from cart where cart_bucket = mod(:cart, 4096) and cart_id = 'pgbench-' || :cart for update;
select item_id, cart_item.product_id, product.name as product_name, attributes, attributes_known, quantity,
  effective_price_cents as unit_cost_cents
from cart_item join product on product.product_id = cart_item.product_id
where cart_bucket = mod(:cart, 4096) and cart_id = 'pgbench-' || :cart and not is_saved
order by cart_item.product_id, attributes_known collate "C" \gset
with placed as (
  insert into customer_order (customer_id, order_id, status, currency, subtotal_cents, shipping_cents, tax_cents, total_cents,
    shipping_id, shipping_type, tax_id, tax_type, tax_basis_points, ship_to, created_at)
  values (:customer, :order_id, 'pending', 'usd', 1499, 500, 170, 2169, 3, '7 Days', 1, 'Sales Tax', 850,
    '{"name":"A Buyer","address_1":"1 Loom Lane","city":"Paterson","region":"NJ","postal_code":"07505","country":"USA"}', '2026-01-01'))
insert into order_audit (customer_id, order_id, entry, from_status, to_status, by_whom, created_at)
values (:customer, :order_id, 1, null, 'pending', 'customer 1', '2026-01-01');
insert into order_owner (order_id, customer_id) values (:order_id, :customer);
delete from cart_item
where cart_bucket = mod(:cart, 4096) and cart_id = 'pgbench-' || :cart and item_id = any (array[:item_id]::bigint[]);
with wanted (product_id, attributes_known, units) as materialized (
  select * from unnest(array[:product]::bigint[], array['3,8']::text[], array[1]::integer[])),
shelf as materialized (
  select product_id, attributes_known, units from stock
  where (product_id, attributes_known) in (
    select product_id, attributes_known from wanted union all select product_id, '' from wanted)
  order by product_id, attributes_known collate "C"
  for update),
demand as (
  select shelf.product_id, shelf.attributes_known, shelf.units as on_shelf, sum(wanted.units)::integer as units
  from shelf join wanted on wanted.product_id = shelf.product_id and shelf.attributes_known in ('', wanted.attributes_known)
  group by shelf.product_id, shelf.attributes_known, shelf.units),
taken as (
  update stock set units = stock.units - demand.units from demand
  where stock.product_id = demand.product_id and stock.attributes_known = demand.attributes_known and demand.on_shelf >= demand.units
  returning stock.product_id, stock.attributes_known)
select wanted.product_id, wanted.attributes_known, count(demand.product_id) > 0 as is_found,
  count(demand.product_id) = count(taken.product_id) as is_taken, min(demand.on_shelf) as left_units
from wanted
left join demand on demand.product_id = wanted.product_id and demand.attributes_known in ('', wanted.attributes_known)
left join taken on taken.product_id = demand.product_id and taken.attributes_known = demand.attributes_known
where exists (select from stock where stock.product_id = wanted.product_id)
group by wanted.product_id, wanted.attributes_known;
insert into order_line (customer_id, order_id, line_number, product_id, product_name, attributes, attributes_known, quantity, unit_cost_cents, is_counted)
values (:customer, :order_id, 1, :product, 'A t-shirt', 'LG, red', '3,8', 1, 1499, false);
commit;
