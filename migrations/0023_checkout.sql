-- What an order still lacks before it can be sent, taxes that belong to a region, and terms that are no longer offered.

alter table customer_order
  -- What the buyer or the shop must settle: the address is missing, or lies in another region than the way of sending it.
  add column attention text[] not null default '{}',
  add constraint customer_order_attention_check check (attention <@ array['address_missing', 'shipping_region_differs']),
  -- Nothing is sent that has nowhere to go.
  add constraint customer_order_sent_check check (attention = '{}' or status not in ('shipped', 'delivered'));

-- Orders that wait to be sent and were placed with an address of blanks.
update customer_order set attention = array['address_missing']
where status in ('pending', 'paid') and imported_at is null
  and (ship_to ->> 'address_1' is null or ship_to ->> 'city' is null or ship_to ->> 'country' is null
    or ship_to ->> 'address_1' ~ '^\s*$' or ship_to ->> 'city' ~ '^\s*$' or ship_to ->> 'country' ~ '^\s*$');

-- A tax of one region alone; null: of every region.
alter table tax add column shipping_region_id bigint,
  add constraint tax_shipping_region_fkey foreign key (shipping_region_id) references shipping_region;

-- Since then it is neither offered nor accepted; orders that have it keep it.
alter table tax add column retired_at timestamptz(3);
alter table shipping add column retired_at timestamptz(3);
alter table shipping_region
  add column retired_at timestamptz(3),
  -- Customers are there who have chosen none.
  add constraint shipping_region_placeholder_check check (shipping_region_id <> 1 or retired_at is null);

-- Terms that were used are retired, not deleted: nothing else looked for orders by them.
drop index customer_order_by_shipping, customer_order_by_tax;
