-- Staff list orders of one status, newest first, whichever customer's they are.
create index customer_order_by_status on customer_order (status, order_id desc);
