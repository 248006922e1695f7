-- Refunds that nobody has answered are asked for again.
create index customer_order_refunding on customer_order (order_id) where is_being_refunded;
