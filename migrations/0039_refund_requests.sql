-- compatible from 0038
-- A request for a refund that names itself is carried out once, however often it is repeated; a refund says why it was made.

-- Why the shop gave the money back, for its own records.
alter table refund add column note text constraint refund_note_check check (length(note) between 1 and 500);

create table refund_request (
  customer_id bigint not null,
  order_id bigint not null,
  refund integer not null,
  request_key text not null,
  -- Of what was asked: a key comes with one request only.
  request_hash bytea not null,
  primary key (customer_id, order_id, refund),
  constraint refund_request_key unique (customer_id, order_id, request_key),
  constraint refund_request_refund_fkey foreign key (customer_id, order_id, refund) references refund,
  constraint refund_request_request_key_check check (length(request_key) between 1 and 255),
  constraint refund_request_request_hash_check check (octet_length(request_hash) = 32)
);
