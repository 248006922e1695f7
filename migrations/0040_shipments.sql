-- compatible from 0038
-- What was sent of an order: parcels with their units, who carries them, and when they arrived.

create table shipment (
  customer_id bigint not null,
  order_id bigint not null,
  shipment integer not null,
  carrier text,
  -- Leads to the buyer's address; emptied when the customer is erased.
  tracking_number text,
  by_whom text not null,
  shipped_at timestamptz(3) not null,
  delivered_at timestamptz(3),
  primary key (customer_id, order_id, shipment),
  constraint shipment_order_fkey foreign key (customer_id, order_id) references customer_order,
  constraint shipment_shipment_check check (shipment > 0),
  constraint shipment_carrier_check check (length(carrier) between 1 and 100),
  constraint shipment_tracking_number_check check (length(tracking_number) between 1 and 100),
  constraint shipment_by_whom_check check (length(by_whom) <= 100)
);

create table shipment_line (
  customer_id bigint not null,
  order_id bigint not null,
  shipment integer not null,
  line_number smallint not null,
  quantity integer not null,
  primary key (customer_id, order_id, shipment, line_number),
  constraint shipment_line_shipment_fkey foreign key (customer_id, order_id, shipment) references shipment,
  constraint shipment_line_line_fkey foreign key (customer_id, order_id, line_number) references order_line,
  constraint shipment_line_quantity_check check (quantity > 0)
);
create index shipment_line_by_line on shipment_line (customer_id, order_id, line_number);

-- Never more is sent than was bought.
alter table order_line add column shipped_units integer not null default 0
  constraint order_line_shipped_check check (shipped_units between 0 and quantity);

-- An order of which a parcel was sent is neither cancelled nor undone.
alter table customer_order add column shipment_count integer not null default 0
  constraint customer_order_shipments_check check (shipment_count = 0 or (shipment_count > 0 and status in ('paid', 'shipped', 'delivered')));

-- So many of a refund's units go back to stock; null: all or none of them, as the refund says.
alter table refund_line add column restock_units integer
  constraint refund_line_restock_check check (restock_units between 0 and quantity);
