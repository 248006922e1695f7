-- Payments belong to an account at the provider, in one of its modes: no other key touches them.

-- Where this shop's money is, written down with the first payment: a key of another account or mode is refused at the start.
create table payment_account (
  provider text primary key,
  -- Null where the key may not ask for its account's name, and for payments that are older than this table.
  account text,
  is_live boolean,
  recorded_at timestamptz(3) not null,
  constraint payment_account_provider_check check (provider = 'stripe'),
  constraint payment_account_name_check check (length(account) between 1 and 255)
);

alter table payment
  add column account text,
  add column is_live boolean,
  add constraint payment_account_check check (length(account) between 1 and 255);
update payment set is_live = (charge ->> 'livemode')::boolean where provider = 'stripe' and charge is not null;
insert into payment_account (provider, is_live, recorded_at)
select provider, is_live, created_at from payment where provider = 'stripe'
order by succeeded_at desc nulls last limit 1;

-- Who asked without being signed in, as a hash of what they sent and from where: whoever asks again after a lost answer.
alter table payment_attempt
  add column asker_hash bytea,
  add constraint payment_attempt_asker_hash_check check (length(asker_hash) = 32);
