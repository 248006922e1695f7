-- What was paid for orders, and every attempt at it.

-- One for an order: the provider's number under which all its attempts run, written down before the provider is asked
-- for money. The provider lets it succeed once; whatever is retried or lost, an order is not charged twice.
create table payment (
  customer_id bigint not null,
  order_id bigint not null,
  provider text not null check (provider in ('test', 'stripe')),
  reference text not null check (length(reference) between 1 and 255),
  amount_cents bigint not null check (amount_cents > 0),
  currency text not null check (currency ~ '^[a-z]{3}$'),
  created_at timestamptz(3) not null,
  -- What the provider answered when it succeeded, as it is shown again.
  charge jsonb,
  succeeded_at timestamptz(3),
  -- It came when the order could no longer take it, and goes back.
  is_unwanted boolean not null default false,
  refunded_at timestamptz(3),
  primary key (customer_id, order_id),
  constraint payment_order_fkey foreign key (customer_id, order_id) references customer_order,
  constraint payment_charge_check check ((charge is null) = (succeeded_at is null)),
  constraint payment_unwanted_check check (succeeded_at is not null or not is_unwanted),
  constraint payment_refunded_check check (succeeded_at is not null or refunded_at is null)
);
create index payment_unwanted on payment (succeeded_at) where is_unwanted and refunded_at is null;

-- Look-up: which order's payment a provider's number is. An event about a number that is not here is somebody else's.
create table payment_reference (
  reference text primary key check (length(reference) between 1 and 255),
  customer_id bigint not null,
  order_id bigint not null
);

create table payment_attempt (
  customer_id bigint not null,
  order_id bigint not null,
  attempt integer not null check (attempt > 0),
  -- asked: no answer yet; refused: by the provider; failed: nobody was charged, for a reason that was not the card's.
  status text not null check (status in ('asked', 'succeeded', 'refused', 'failed')),
  reason text check (length(reason) <= 1000),
  created_at timestamptz(3) not null,
  settled_at timestamptz(3),
  primary key (customer_id, order_id, attempt),
  constraint payment_attempt_order_fkey foreign key (customer_id, order_id) references customer_order,
  constraint payment_attempt_settled_check check ((status = 'asked') = (settled_at is null))
);
-- One attempt at a time.
create unique index payment_attempt_in_flight on payment_attempt (customer_id, order_id) where status = 'asked';
create index payment_attempt_unsettled on payment_attempt (created_at) where status = 'asked';

-- Look-up: each event of a provider is taken in once.
create table provider_event (
  event_id text primary key check (length(event_id) between 1 and 255),
  kind text not null check (length(kind) <= 255),
  received_at timestamptz(3) not null
);
create index provider_event_by_age on provider_event (received_at);
