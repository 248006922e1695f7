-- What happens to money after it was paid: every refund, whoever asked for it, and every dispute.

alter table payment
  -- Gone back or on its way back: the sum of the refunds that the provider took on.
  add column refunded_cents bigint not null default 0,
  -- Raised with whatever is written down of what came after: who asked the provider before that asks again.
  add column revision integer not null default 0,
  -- When the provider is asked next how its refunds and disputes stand; null while none is open.
  add column follow_at timestamptz(3);

create table refund (
  customer_id bigint not null,
  order_id bigint not null,
  refund integer not null check (refund > 0),
  -- asked: no answer yet; refused: the provider took nothing on. The others are the provider's words.
  status text not null check (status in ('asked', 'refused', 'pending', 'requires_action', 'succeeded', 'failed', 'canceled')),
  amount_cents bigint not null check (amount_cents > 0),
  -- The provider's number; none before it answered, nor for what went back before numbers were kept.
  reference text check (length(reference) between 1 and 255),
  is_with_shipping boolean not null default false,
  -- Units of its lines, or of all that is left where nothing was sent, go back to the shelf with it.
  is_restocking boolean not null,
  by_whom text not null check (length(by_whom) <= 100),
  reason text check (length(reason) <= 1000),
  created_at timestamptz(3) not null,
  settled_at timestamptz(3),
  primary key (customer_id, order_id, refund),
  constraint refund_payment_fkey foreign key (customer_id, order_id) references payment,
  constraint refund_reference_key unique (customer_id, order_id, reference),
  constraint refund_reference_known_check check (reference is null or status not in ('asked', 'refused')),
  constraint refund_settled_check check ((status in ('asked', 'pending', 'requires_action')) = (settled_at is null))
);
-- One question at a time.
create unique index refund_in_flight on refund (customer_id, order_id) where status = 'asked';
-- The way of a parcel is given back once.
create unique index refund_of_shipping on refund (customer_id, order_id)
  where is_with_shipping and status not in ('refused', 'failed', 'canceled');

-- For which units of an order's lines it was.
create table refund_line (
  customer_id bigint not null,
  order_id bigint not null,
  refund integer not null,
  line_number smallint not null,
  quantity integer not null check (quantity > 0),
  primary key (customer_id, order_id, refund, line_number),
  constraint refund_line_refund_fkey foreign key (customer_id, order_id, refund) references refund,
  constraint refund_line_line_fkey foreign key (customer_id, order_id, line_number) references order_line
);
create index refund_line_by_line on refund_line (customer_id, order_id, line_number);

create table dispute (
  customer_id bigint not null,
  order_id bigint not null,
  dispute integer not null check (dispute > 0),
  reference text not null check (length(reference) between 1 and 255),
  status text not null check (status in ('open', 'won', 'lost', 'closed')),
  -- The same in the provider's words, which tell who is to act.
  provider_status text not null check (length(provider_status) <= 255),
  amount_cents bigint not null check (amount_cents >= 0),
  currency text not null check (currency ~ '^[a-z]{3}$'),
  reason text not null check (length(reason) <= 255),
  -- The provider has taken the money from the shop, and not given it back.
  is_withdrawn boolean not null,
  opened_at timestamptz(3) not null,
  -- The shop's evidence is taken until then.
  due_at timestamptz(3),
  updated_at timestamptz(3) not null,
  primary key (customer_id, order_id, dispute),
  constraint dispute_reference_key unique (customer_id, order_id, reference),
  constraint dispute_payment_fkey foreign key (customer_id, order_id) references payment
);

alter table customer_order
  add column refunded_cents bigint not null default 0,
  add column dispute_status text check (dispute_status in ('open', 'won', 'lost', 'closed')),
  add constraint customer_order_refunded_check check (refunded_cents between 0 and amount_cents);

alter table order_line
  -- Of what was taken from the shelf for it, so many units have gone back.
  add column restocked_units integer not null default 0,
  add constraint order_line_restocked_check check (restocked_units between 0 and quantity);

insert into refund (customer_id, order_id, refund, status, amount_cents, is_restocking, by_whom, created_at, settled_at)
select customer_id, order_id, 1, 'succeeded', amount_cents, true, 'shop', refunded_at, refunded_at
from payment where refunded_at is not null;

insert into refund (customer_id, order_id, refund, status, amount_cents, is_restocking, by_whom, created_at)
select payment.customer_id, payment.order_id, 1, 'asked', payment.amount_cents, true, 'shop', now()
from payment join customer_order using (customer_id, order_id)
where is_being_refunded and payment.succeeded_at is not null and payment.refunded_at is null;

update customer_order set refunded_cents = payment.amount_cents from payment
where payment.customer_id = customer_order.customer_id and payment.order_id = customer_order.order_id
  and payment.refunded_at is not null and payment.amount_cents <= customer_order.amount_cents;

update order_line set restocked_units = quantity from customer_order
where customer_order.customer_id = order_line.customer_id and customer_order.order_id = order_line.order_id
  and customer_order.status in ('cancelled', 'refunded') and order_line.is_counted;

update payment set refunded_cents = amount_cents,
  charge = charge || jsonb_build_object('amount_refunded', amount_cents, 'refunded', true)
where refunded_at is not null;

update payment set follow_at = now()
where (is_unwanted and refunded_at is null)
  or exists (select from refund where refund.customer_id = payment.customer_id and refund.order_id = payment.order_id and refund.status = 'asked');

drop index customer_order_refunding;
drop index payment_unwanted;
alter table payment
  drop column refunded_at,
  add constraint payment_refunded_check
    check (refunded_cents between 0 and amount_cents and (refunded_cents = 0 or succeeded_at is not null));
create index payment_followed on payment (follow_at) where follow_at is not null;
