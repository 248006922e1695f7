-- What somebody bought: prices, names and costs as they were at that moment.

create sequence order_number as bigint;

create table customer_order (
  customer_id bigint not null,
  order_id bigint not null check (order_id > 0),
  status text not null check (status in ('pending', 'paid', 'shipped', 'delivered', 'cancelled', 'refunded')),
  -- Somebody is asking for its payment: until that is settled it is neither cancelled nor charged again.
  is_being_paid boolean not null default false,
  currency text not null check (currency ~ '^[a-z]{3}$'),
  subtotal_cents bigint not null check (subtotal_cents >= 0),
  shipping_cents bigint not null check (shipping_cents >= 0),
  tax_cents bigint not null check (tax_cents >= 0),
  total_cents bigint not null,
  shipping_id bigint not null,
  shipping_type text not null,
  tax_id bigint not null,
  tax_type text not null,
  tax_basis_points integer not null check (tax_basis_points >= 0),
  -- Whom it is for and where it goes, as the customer's address was; emptied when the customer is forgotten.
  ship_to jsonb not null,
  created_at timestamptz(3) not null,
  paid_at timestamptz(3),
  shipped_at timestamptz(3),
  primary key (customer_id, order_id),
  constraint customer_order_total_check check (total_cents = subtotal_cents + shipping_cents + tax_cents),
  constraint customer_order_paying_check check (not is_being_paid or status = 'pending'),
  constraint customer_order_paid_check check ((paid_at is null) = (status in ('pending', 'cancelled'))),
  constraint customer_order_customer_fkey foreign key (customer_id) references customer,
  constraint customer_order_shipping_fkey foreign key (shipping_id) references shipping,
  constraint customer_order_tax_fkey foreign key (tax_id) references tax
);
create index customer_order_by_age on customer_order (customer_id, created_at desc, order_id desc);
create index customer_order_pending on customer_order (created_at) where status = 'pending';
create index customer_order_by_shipping on customer_order (shipping_id);
create index customer_order_by_tax on customer_order (tax_id);

create table order_line (
  customer_id bigint not null,
  order_id bigint not null,
  line_number smallint not null check (line_number > 0),
  product_id bigint not null,
  product_name text not null,
  attributes text not null check (length(attributes) <= 1000),
  attributes_known text not null check (length(attributes_known) <= 200),
  quantity integer not null check (quantity between 1 and 999),
  unit_cost_cents integer not null check (unit_cost_cents >= 0),
  -- Units were taken from the shelf for it, and are given back when the order is cancelled.
  is_counted boolean not null,
  primary key (customer_id, order_id, line_number),
  constraint order_line_order_fkey foreign key (customer_id, order_id) references customer_order
);

-- Look-up: whose order a number is.
create table order_owner (
  order_id bigint primary key,
  customer_id bigint not null
);

-- Each move of an order from state to state: who, what, when.
create table order_audit (
  customer_id bigint not null,
  order_id bigint not null,
  entry integer not null check (entry > 0),
  from_status text,
  to_status text not null,
  by_whom text not null check (length(by_whom) <= 100),
  note text not null default '' check (length(note) <= 1000),
  created_at timestamptz(3) not null,
  primary key (customer_id, order_id, entry),
  constraint order_audit_order_fkey foreign key (customer_id, order_id) references customer_order
);

-- One key, one order: written in the order's transaction, with what was answered.
create table idempotency_key (
  customer_id bigint not null,
  route text not null check (length(route) <= 100),
  key text not null check (length(key) between 1 and 255),
  request_hash bytea not null,
  reply jsonb not null,
  expires_at timestamptz(3) not null,
  primary key (customer_id, route, key),
  constraint idempotency_key_customer_fkey foreign key (customer_id) references customer on delete cascade
);
create index idempotency_key_by_expiry on idempotency_key (expires_at);
