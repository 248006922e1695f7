-- While a refund is asked for, nobody sends the order: the money may be on its way back.
alter table customer_order
  add column is_being_refunded boolean not null default false,
  add constraint customer_order_refunding_check check (not is_being_refunded or status = 'paid');
