-- Search as shoppers type: what a word says in this shop, words of the places, synonyms, scripts without blanks.

-- Chinese, Japanese, Thai and their like write no blanks between words: each sign stands alone, with the marks on it, so that
-- any part of a text is found as signs that follow one another. The signs before are those of the function before.
create or replace function searchable(said text) returns text
  language sql immutable strict parallel safe
  return case when said ~ '[\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3041-\u312f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U000323af]'
    then regexp_replace(regexp_replace(
      regexp_replace(normalize(said, NFKC), '[-!"#$%&''()*+,./:;<=>?@[\\\]^_`{|}~‘’“”«»–—…·•]', ' ', 'g'),
      '([\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e50-\u0eb0\u0eb2\u0eb3\u0ebd-\u0ec6\u0ed0-\u0eff\u1000-\u102a\u103f-\u1055\u105a-\u105d\u1061\u1065\u1066\u106e-\u1070\u1075-\u1081\u1780-\u17b3\u2e80-\u2fdf\u3005-\u3007\u3041-\u3096\u309d-\u312f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af])', ' \1', 'g'),
      '([\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3041-\u312f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U000323af])([0-9A-Za-z])', '\1 \2', 'g')
    else regexp_replace(case when said is nfkc normalized then said else normalize(said, NFKC) end, '[-!"#$%&''()*+,./:;<=>?@[\\\]^_`{|}~‘’“”«»–—…·•]', ' ', 'g')
  end;

-- Only texts in such scripts have other words now. A million products without any are looked through in seconds.
update product set name = name, description = description
  where name || description ~ '[\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3041-\u312f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U000323af]';

-- Misspelt words are compared with word forms as they are written, and by their stems.
alter table search_word add column stem text collate "C" not null
  generated always as (coalesce((ts_lexize('english_every_word', word))[1], word)) stored;
create index search_word_by_stem on search_word using gin (letters_left_out(stem)) with (gin_pending_list_limit = 256);

-- How many letters are wrong between two words, up to three: one that is missing, added or another, or two that changed places.
create function typing_errors(word text, typed text) returns integer
  language sql immutable strict parallel safe
  return levenshtein_less_equal(word, typed, 2)
    - (length(word) = length(typed) and exists (
        select from generate_series(1, length(typed) - 1) as i
        where overlay(typed placing substr(typed, i + 1, 1) || substr(typed, i, 1) from i for 2) = word and word <> typed))::integer;

-- Which departments, categories and values of attributes a word names.
create index department_named on department using gin (to_tsvector('shop_search', searchable(name)));
create index category_named on category using gin (to_tsvector('shop_search', searchable(name)));
create index attribute_value_named on attribute_value using gin (to_tsvector('shop_search', searchable(value)));

-- What means the same in this shop: who looks for the term also finds what it means.
create table search_synonym (
  term text not null check (length(term) between 1 and 100),
  means text not null check (length(means) between 1 and 100),
  -- The term's words by their stems, one after another.
  term_key text not null generated always as (phraseto_tsquery('shop_search', searchable(term))::text) stored,
  primary key (term, means),
  constraint search_synonym_says_something_check check (term <> means)
);
create index search_synonym_by_key on search_synonym (term_key);
