-- compatible from 0038
-- Invoices, numbered from 1 on in each year, without gaps.

-- The last number of each year. It is raised in the transaction that makes the invoice, so that one that fails takes none.
create table invoice_series (
  year integer primary key,
  last_number bigint not null,
  constraint invoice_series_year_check check (year between 2000 and 9999),
  constraint invoice_series_last_number_check check (last_number > 0)
);

create table invoice (
  customer_id bigint not null,
  order_id bigint not null,
  year integer not null,
  number bigint not null,
  -- To whom it is made out: name and address of the order at that time; emptied together with the order's own.
  bill_to jsonb not null,
  issued_at timestamptz(3) not null,
  primary key (customer_id, order_id),
  constraint invoice_order_fkey foreign key (customer_id, order_id) references customer_order,
  constraint invoice_number_check check (number > 0)
);

-- Look-up: which order's invoice a number is.
create table invoice_number (
  year integer not null,
  number bigint not null,
  customer_id bigint not null,
  order_id bigint not null,
  primary key (year, number)
);
