-- A dispute counts with what it has taken, refunded units are known of lines, and imported orders say what they lack.

alter table payment
  -- Disputes have taken so much from the shop and not given it back.
  add column withdrawn_cents bigint not null default 0,
  add constraint payment_withdrawn_check check (withdrawn_cents between 0 and amount_cents);

alter table customer_order
  -- So much of its payment was lost in disputes.
  add column lost_cents bigint not null default 0,
  add constraint customer_order_lost_check check (lost_cents >= 0);

alter table order_line
  -- Of its units so many were refunded, or are about to be; those that were not sent by then are not sent.
  add column refunded_units integer not null default 0,
  add constraint order_line_refunded_check check (refunded_units between 0 and quantity);

-- Money in another currency cannot be compared: then the dispute counts for all that was paid.
with taken as (
  select customer_id, order_id,
    sum(case when dispute.currency = payment.currency then dispute.amount_cents else payment.amount_cents end) as withdrawn_cents,
    sum(case when dispute.currency = payment.currency then dispute.amount_cents else payment.amount_cents end)
      filter (where status = 'lost') as lost_cents
  from dispute join payment using (customer_id, order_id) where is_withdrawn group by customer_id, order_id),
of_payment as (
  update payment set withdrawn_cents = least(taken.withdrawn_cents, amount_cents),
    follow_at = case when is_unwanted and refunded_cents + taken.withdrawn_cents < amount_cents then coalesce(follow_at, now()) else follow_at end
  from taken where taken.customer_id = payment.customer_id and taken.order_id = payment.order_id)
update customer_order set lost_cents = taken.lost_cents
from taken
where taken.customer_id = customer_order.customer_id and taken.order_id = customer_order.order_id and taken.lost_cents > 0;

-- What was lost once stays in sight until another dispute is open.
update customer_order set dispute_status = 'lost'
where dispute_status in ('won', 'closed') and exists (
  select from dispute
  where dispute.customer_id = customer_order.customer_id and dispute.order_id = customer_order.order_id and status = 'lost');

update order_line set refunded_units = least(units, quantity)
from (
  select customer_id, order_id, line_number, sum(refund_line.quantity) as units
  from refund_line join refund using (customer_id, order_id, refund)
  where status not in ('refused', 'failed', 'canceled')
  group by customer_id, order_id, line_number) as refunded
where refunded.customer_id = order_line.customer_id and refunded.order_id = order_line.order_id
  and refunded.line_number = order_line.line_number;

-- Imported orders that wait for their payment lack what others lack. Region 1 says nothing of where somebody is.
update customer_order set attention = array['address_missing']
where status = 'pending' and imported_at is not null and attention = '{}'
  and (ship_to ->> 'address_1' is null or ship_to ->> 'city' is null or ship_to ->> 'country' is null
    or ship_to ->> 'address_1' ~ '^\s*$' or ship_to ->> 'city' ~ '^\s*$' or ship_to ->> 'country' ~ '^\s*$');
update customer_order set attention = array['shipping_region_differs']
from customer, shipping
where status = 'pending' and customer_order.imported_at is not null and attention = '{}'
  and customer.customer_id = customer_order.customer_id and shipping.shipping_id = customer_order.shipping_id
  and customer.shipping_region_id not in (1, shipping.shipping_region_id);

-- Who asked is forgotten soon: only that much is looked through.
create index payment_attempt_asker on payment_attempt (created_at) where asker_hash is not null;
