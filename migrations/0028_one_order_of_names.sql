-- Names in one order wherever they are listed: beside accents, letters with strokes and joined letters fold too, as they do
-- for search (Ø as O, Æ as AE, Þ as TH). The order is of plain bytes: it is the same on every PostgreSQL, and no library's new
-- version moves it under an index.
create or replace function sorting_name(name text) returns text
  language sql immutable strict parallel safe
  return lower(unaccent('unaccent'::regdictionary, regexp_replace(normalize(name, NFKD), '[\u0300-\u036f]', '', 'g')));

-- What is stored follows where it differs; everything else stays as it lies.
update product set name = name where sort_name <> sorting_name(name);

drop index category_by_name;
alter table category
  add column sort_name text collate "C" not null generated always as (sorting_name(name)) stored;
create index category_by_name on category (sort_name, category_id);
