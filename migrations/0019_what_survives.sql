-- Counts of attempts outlive a crash of the database: whoever guesses passwords would begin anew after it.
alter table attempt_count set logged;

-- What is true of the whole shop, whichever server is asked.
create table shop (
  only_row boolean primary key default true check (only_row),
  currency text not null check (currency ~ '^[a-z]{3}$'),
  recorded_at timestamptz not null
);
comment on column shop.currency is 'what prices are in; recorded when the shop is first opened';

-- A shop that has taken orders has said what its prices are in.
insert into shop (currency, recorded_at)
select currency, created_at from customer_order order by order_id desc limit 1;
