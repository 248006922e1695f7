-- Who buys: accounts, the sessions in which they are signed in, and what guards both.

-- Numbers come as parameters; a placed table draws none itself.
create sequence customer_number as bigint;

create table customer (
  customer_id bigint primary key check (customer_id > 0),
  name text not null check (length(name) between 1 and 50),
  email text not null check (length(email) between 3 and 100),
  -- Absent for who signs in elsewhere only, and after an import that brought no usable hash.
  password_hash text,
  credit_card text check (credit_card ~ '^X{8}[0-9]{4}$'),
  address_1 text check (length(address_1) <= 100),
  address_2 text check (length(address_2) <= 100),
  city text check (length(city) <= 100),
  region text check (length(region) <= 100),
  postal_code text check (length(postal_code) <= 100),
  country text check (length(country) <= 100),
  shipping_region_id bigint not null default 1,
  day_phone text check (length(day_phone) <= 100),
  eve_phone text check (length(eve_phone) <= 100),
  mob_phone text check (length(mob_phone) <= 100),
  email_verified_at timestamptz(3),
  created_at timestamptz(3) not null,
  erased_at timestamptz(3),
  constraint customer_shipping_region_fkey foreign key (shipping_region_id) references shipping_region
);
create index customer_by_shipping_region on customer (shipping_region_id);

-- Look-up: one account per address, whatever its spelling.
create table customer_email (
  email_key text primary key,
  customer_id bigint not null
);
create index customer_email_by_customer on customer_email (customer_id);

-- Look-up: who the customer is at a provider of identities.
create table customer_identity (
  identity_key text primary key,
  customer_id bigint not null
);
comment on column customer_identity.identity_key is 'provider:subject, such as facebook:1234';
create index customer_identity_by_customer on customer_identity (customer_id);

-- One row is one sign-in and all refresh tokens that descend from it.
create table session (
  customer_id bigint not null,
  session_id text not null check (length(session_id) between 16 and 64),
  generation integer not null check (generation >= 0),
  token_hash bytea not null,
  previous_token_hash bytea,
  rotated_at timestamptz(3),
  device text not null check (length(device) <= 300),
  address text not null check (length(address) <= 64),
  created_at timestamptz(3) not null,
  last_used_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  ended_at timestamptz(3),
  primary key (customer_id, session_id),
  constraint session_customer_fkey foreign key (customer_id) references customer on delete cascade
);
create index session_by_expiry on session (expires_at);

-- Look-up for every server: sessions that ended while an access token of theirs may still be about.
create table revoked_session (
  session_id text primary key,
  forget_at timestamptz(3) not null
);
create index revoked_session_by_age on revoked_session (forget_at);

-- What was mailed and may be used once: to set a new password, to prove an address.
create table mailed_token (
  customer_id bigint not null,
  token_hash bytea not null,
  purpose text not null check (purpose in ('password', 'email')),
  email_key text not null,
  expires_at timestamptz(3) not null,
  primary key (customer_id, token_hash),
  constraint mailed_token_customer_fkey foreign key (customer_id) references customer on delete cascade
);
create index mailed_token_by_expiry on mailed_token (expires_at);

-- Keys that sign access tokens; an older one is accepted until its last token has expired.
create table signing_key (
  key_id text primary key,
  secret bytea not null check (length(secret) >= 32),
  created_at timestamptz(3) not null,
  retires_at timestamptz(3)
);

-- Secrets drawn once for the whole shop.
create table shop_secret (
  name text primary key,
  secret bytea not null check (length(secret) >= 32)
);

-- How often something was tried lately. Losing it in a crash forgives, and costs no log.
create unlogged table attempt_count (
  bucket text primary key,
  count integer not null,
  resets_at timestamptz(3) not null
);
create index attempt_count_by_age on attempt_count (resets_at);

-- Look-up: which reviews a customer wrote, for the day the customer wants to take them along or be forgotten.
create table customer_review (
  customer_id bigint not null,
  product_id bigint not null,
  review_id bigint not null,
  primary key (customer_id, product_id, review_id),
  constraint customer_review_customer_fkey foreign key (customer_id) references customer on delete cascade,
  constraint customer_review_product_fkey foreign key (product_id) references product on delete cascade
);
create index customer_review_by_product on customer_review (product_id);
