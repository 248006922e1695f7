-- What was done to a cart under a key that its client chose: the same request, sent again, does nothing more.
create table cart_idempotency_key (
  cart_bucket smallint not null check (cart_bucket between 0 and 4095),
  -- The cart, or the line of one, that the request named.
  scope text not null check (length(scope) between 1 and 100),
  route text not null check (length(route) between 1 and 100),
  key text not null check (length(key) between 1 and 255),
  request_hash bytea not null check (length(request_hash) = 32),
  reply jsonb not null,
  expires_at timestamptz(3) not null,
  primary key (cart_bucket, scope, route, key)
);
create index cart_idempotency_key_by_expiry on cart_idempotency_key (expires_at);
