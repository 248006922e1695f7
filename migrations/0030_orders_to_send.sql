-- What is paid and waits to be sent, the oldest payment first: few of all the orders there ever were.
create index customer_order_to_send on customer_order (paid_at, order_id) where status = 'paid';
