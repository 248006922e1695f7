-- compatible from 0038
-- What the shop's people wrote down about an order, for themselves.

create table order_note (
  customer_id bigint not null,
  order_id bigint not null,
  note integer not null,
  content text not null,
  by_whom text not null,
  created_at timestamptz(3) not null,
  primary key (customer_id, order_id, note),
  constraint order_note_order_fkey foreign key (customer_id, order_id) references customer_order,
  constraint order_note_note_check check (note > 0),
  constraint order_note_content_check check (length(content) between 1 and 5000),
  constraint order_note_by_whom_check check (length(by_whom) <= 100)
);
