-- Lists, counts and search that cost about the same in a shop of a hundred products and of a million.

-- How many products the shop and each of its places hold, counted in advance: lists of more than ten thousand are told by it.
create table product_count (
  kind text not null check (kind in ('all', 'department', 'category')),
  -- The whole shop has the number 0.
  place_id bigint not null,
  products bigint not null check (products >= 0),
  -- The catalogue's revision when they were counted: once it is another, they are estimates.
  revision bigint not null,
  counted_at timestamptz not null default now(),
  primary key (kind, place_id)
);

-- What lists are sorted and filtered by, beside the fat rows: thousands of products are read in a few hundred pages.
create index product_listed on product (product_id) include (effective_price_cents, display, created_at, sort_name);
create index product_featured on product ((case when display >= 2 then 0 else 1 end), product_id);
create index product_named on product using gin (ts_filter(search, '{a}'));

-- Until new rows are sorted in, each search reads all of them; by default they may be 4 MB.
alter index product_search set (gin_pending_list_limit = 256);
alter index product_named set (gin_pending_list_limit = 256);

-- What is left of a word's first six letters when up to two are left out. Words with two errors between them at most have
-- something of it in common: swapped, wrong, missing and added letters all come down to leaving out.
create function letters_left_out(word text) returns text[]
  language sql immutable strict parallel safe
  return (
    select array_agg(overlay(overlay(left(word, 6) placing '' from i for 1) placing '' from j for 1))
    from generate_series(1, 7) as i cross join generate_series(1, 7) as j
    where j <= i);
create index search_word_by_rest on search_word using gin (letters_left_out(word)) with (gin_pending_list_limit = 256);
drop index search_word_by_length;
