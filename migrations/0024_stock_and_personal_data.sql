-- What was read of a cart is what leaves it: fewer lines removed than read fail the statement that removes them.
create function raise_if_lines_are_gone(removed bigint, expected integer) returns boolean language plpgsql as $$
begin
  if removed <> expected then
    raise exception 'lines are gone' using errcode = 'check_violation', constraint = 'cart_lines_are_there_check';
  end if;
  return true;
end $$;

-- How much one customer may have ordered without paying. A limit of 0 is none. Its detail is what is pending already.
create function raise_if_too_much_is_pending(orders bigint, most_orders integer, units bigint, more_units integer, most_units integer)
  returns boolean language plpgsql as $$
begin
  if (most_orders > 0 and orders >= most_orders) or (most_units > 0 and more_units > 0 and units + more_units > most_units) then
    raise exception 'too much is pending' using errcode = 'check_violation', constraint = 'pending_orders_are_few_check',
      detail = jsonb_build_object('orders', orders, 'units', units)::text;
  end if;
  return true;
end $$;

-- A customer's pending orders are counted with each new one; the sweep of unpaid ones reads the whole index, which holds
-- pending orders alone.
drop index customer_order_pending;
create index customer_order_pending on customer_order (customer_id, created_at) where status = 'pending' and imported_at is null;

-- The customer was erased, and the address stays for the invoice alone, for as long as the law asks.
alter table customer_order
  add column is_kept_for_invoice boolean not null default false,
  add constraint customer_order_kept_check check (not is_kept_for_invoice or paid_at is not null);
create index customer_order_kept on customer_order (paid_at) where is_kept_for_invoice;

-- What buyers are shown of the stock: it changes with few sales, so that replies may be kept.
alter table product add column in_stock text not null default 'yes'
  constraint product_in_stock_check check (in_stock in ('yes', 'few', 'no'));
create index product_not_in_stock on product (product_id) where in_stock <> 'yes';

-- 0: none, 1: few, 2: enough. Where it is another than buyers were shown, they are about to be shown it.
alter table stock
  add column level smallint not null generated always as (case when units = 0 then 0 when units <= 5 then 1 else 2 end) stored,
  add column shown_level smallint constraint stock_shown_level_check check (shown_level between 0 and 2);
create index stock_unshown on stock (product_id) where level is distinct from shown_level;
update stock set shown_level = level;
update product set in_stock = case counted.level when 0 then 'no' else 'few' end
  from (
    select product_id, least(
      coalesce(min(level) filter (where attributes_known = ''), 2),
      coalesce(max(level) filter (where attributes_known <> ''), 2)) as level
    from stock group by product_id) as counted
  where counted.product_id = product.product_id and counted.level < 2;
