-- Sessions begin in their customer's epoch. When all of them end, the epoch is raised: those of an earlier one are over,
-- however many they are. One that is kept is taken along.
alter table customer add column session_epoch integer not null default 0
  constraint customer_session_epoch_check check (session_epoch >= 0);
alter table session add column epoch integer not null default 0
  constraint session_epoch_check check (epoch >= 0);
comment on column session.epoch is 'the session goes on while this is not below the customer''s session_epoch';

-- Nobody is signed in at more than fifty places: those that began last go on.
update session set ended_at = now()
where (customer_id, session_id) in (
  select customer_id, session_id
  from (
    select customer_id, session_id,
      row_number() over (partition by customer_id order by created_at desc, session_id desc) as place
    from session where ended_at is null and expires_at > now()
  ) as live
  where place > 50);
create index session_going_on on session (customer_id, epoch, created_at, session_id) where ended_at is null;

-- Look-up for every server: customers all of whose sessions of an earlier epoch ended, but the one that is kept, while
-- access tokens of theirs may still be about.
create table customer_sign_out (
  customer_id bigint primary key,
  epoch integer not null constraint customer_sign_out_epoch_check check (epoch > 0),
  kept_session_id text,
  forget_at timestamptz(3) not null
);
create index customer_sign_out_by_age on customer_sign_out (forget_at);

-- For how long the access tokens that a key signed are good at most: the longest that any server gave them.
create table access_token_lifetime (
  key_id text primary key,
  seconds bigint not null constraint access_token_lifetime_seconds_check check (seconds > 0)
);
