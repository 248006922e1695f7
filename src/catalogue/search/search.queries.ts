import { float, json, listOf, orNull, row, text, boolean, integer } from "../../platform/database/columns.ts";
import { plannedAnew, reads, sql, writes, type Fragment } from "../../platform/database/statement.ts";
import { sampledProducts } from "./sampled-products.ts";
import type { Phrase } from "./words.ts";

/** Number of table pages that are sampled to estimate how common a word is; a small shop has no more. */
const glancedPages = 50;

const WordFacts = row({
  phrase: text,
  query: orNull(text),
  said: orNull(text),
  is_stop: boolean,
  share: float,
  products: integer,
  is_named: boolean,
  category_ids: json(listOf(integer)),
  value_ids: json(listOf(integer)),
  has_synonyms: boolean,
});

/** A tsquery, and whether it is matched against names alone. */
export type Supposed = { readonly query: string; readonly ofNames: boolean };

const Suggested = row({ product_id: integer, name: text, thumbnail: orNull(text) });

/**
 * Selects what words and phrases mean in this shop. `query` contains everything to search for: their forms, their
 * synonyms, and the two parts of a word that names write as two. A phrase that is not in the sampled pages is rare, so
 * its products are counted.
 */
export function wordFacts(asked: readonly Phrase[]) {
  return reads(WordFacts)`
  with seen as materialized (select product_id, search from ${sampledProducts(glancedPages)}),
  asked as materialized (
    select phrase, coalesce(to_tsquery('shop_search', forms), phraseto_tsquery('shop_search', searchable(phrase))) as said,
      array(
        select plainto_tsquery('shop_search', searchable(means))::text from search_synonym
        where term_key in (
          select phraseto_tsquery('shop_search', searchable(form))::text
          from unnest(phrase || string_to_array(forms, ' | ')) as form)) as synonyms,
      array(
        select parts::text
        from generate_series(3, case when phrase ~ '^[[:alpha:]]{6,24}$' then length(phrase) - 3 else 0 end) as cut,
          phraseto_tsquery('shop_search', left(phrase, cut) || ' ' || substr(phrase, cut + 1)) as parts
        where (select count(*) from product where ts_filter(search, '{a}') @@ parts) > 0) as apart
    from unnest(${asked.map(({ phrase }) => phrase)}::text[], ${asked.map(({ forms }) => forms ?? null)}::text[]) as given (phrase, forms)),
  searched as materialized (
    select phrase, said, cardinality(synonyms) > 0 as has_synonyms,
      array_to_string(array(
        select '(' || part || ')' from unnest(array[said::text] || synonyms || apart) as part where part <> ''), ' | ')::tsquery as query
    from asked),
  placed as materialized (
    select *,
      array(
        select category_id from category where ${named(sql`name`)} @@ query
        union
        select category_id from category join department using (department_id)
        where ${named(sql`department.name`)} @@ query) as category_ids,
      array(select attribute_value_id from attribute_value where ${named(sql`value`)} @@ query) as value_ids
    from searched),
  met as materialized (
    select placed.*, (select count(*) from seen) as pages_hold,
      (select count(*) from seen where search @@ query) as in_text,
      (select count(*) from seen where ts_filter(search, '{a}') @@ query) as in_name,
      case when category_ids = '{}' and value_ids = '{}' then 0 else (
        select count(*) from seen where search @@ query
          or exists (select from product_category where product_id = seen.product_id and (category_id = any (category_ids)) is true offset 0)
          or exists (select from product_attribute where product_id = seen.product_id and (attribute_value_id = any (value_ids)) is true offset 0)) end as in_place
    from placed)
  select phrase, nullif(query::text, '') as query, nullif(said::text, '') as said, to_json(category_ids) as category_ids, to_json(value_ids) as value_ids, has_synonyms,
    ts_lexize('english_stem', lower(unaccent(phrase))) = '{}' as is_stop,
    coalesce(greatest(in_text, in_place)::float8 / nullif(pages_hold, 0), 0) as share,
    case when in_text > 0 then in_text else (select count(*) from product where search @@ query) end as products,
    in_name > 0 or (select count(*) from product where ts_filter(search, '{a}') @@ query) > 0 as is_named
  from met`;
}

/**
 * Selects the words in the names of all departments, categories and attribute values, and the single words that have
 * synonyms; unaccented and in lower case.
 */
export function placeWords() {
  return reads(row({ word: text }))`
  select distinct lexeme as word
  from (
      select name from department union all select name from category union all select value from attribute_value
      union all select term from search_synonym where searchable(term) !~ '\\s') as place (name),
    unnest(to_tsvector('shop_words', searchable(name)))`;
}

/**
 * Selects words of the catalogue that each of these words may be a misspelling of, one for each stem, with the number
 * of errors, the number of products, and whether a name contains the word. Stop words are excluded. `ofPlaces` adds
 * words of departments, categories and attribute values, which no table lists. Words are compared as written and by
 * their stems; `typed` and `met` are the most similar forms of the two.
 */
export function nearWords(words: readonly string[], ofPlaces: readonly string[]) {
  return reads(
    row({ asked: text, near: text, typed: text, met: text, errors: integer, products: integer, is_named: boolean }),
  )`
  with asked as materialized (
    select word as asked, folded, coalesce((ts_lexize('english_every_word', folded))[1], folded) as stem
    from unnest(${words}::text[]) as word, lower(unaccent(word)) as folded
    where length(folded) > 3),
  candidate as materialized (
    select asked, folded, asked.stem as asked_stem, word, search_word.stem, false as is_place
    from asked join search_word
      on letters_left_out(word) && letters_left_out(folded) or letters_left_out(search_word.stem) && letters_left_out(asked.stem)
    union all
    select asked, folded, asked.stem, word, coalesce((ts_lexize('english_every_word', word))[1], word), true
    from asked cross join unnest(${ofPlaces}::text[]) as word),
  judged as materialized (
    select asked, folded, word, stem, is_place, typed, met, typing_errors(met, typed) as errors
    from candidate, lateral (values (folded, word), (asked_stem, stem)) as form (typed, met)),
  near as materialized (
    select asked, stem, (array_agg(word order by levenshtein(word, folded), word))[1] as near, min(errors) as errors,
      (array_agg(typed order by errors, length(typed) desc, word))[1] as typed,
      (array_agg(met order by errors, length(typed) desc, word))[1] as met,
      bool_or(is_place) as is_place
    from judged
    where errors <= ${allowedErrors(sql`folded`, sql`met`)} and ts_lexize('english_stem', word) <> '{}'
    group by asked, stem),
  counted as materialized (
    select asked, near, typed, met, errors, is_place,
      (select count(*) from product where search @@ plainto_tsquery('shop_search', near)) as products,
      (select count(*) from product where ts_filter(search, '{a}') @@ plainto_tsquery('shop_search', near)) as named
    from near)
  select asked, near, typed, met, errors, products, is_place or named > 0 as is_named from counted
  where products > 0 or is_place
  order by asked, errors, products desc, near`;
}

/**
 * Selects the queries that match a product, with their stems: queries for words that are unfinished, or that are
 * several words written as one.
 */
export function matchedQueries(supposed: readonly Supposed[]) {
  return reads(row({ query: text, stems: text, products: integer }))`
  select query, stems::text as stems, products
  from unnest(${supposed.map(({ query }) => query)}::text[], ${supposed.map(({ ofNames }) => ofNames)}::boolean[]) as given (query, of_names),
    to_tsquery('shop_search', query) as stems,
    lateral (
      select case
        when of_names then (select count(*) from product where ts_filter(search, '{a}') @@ stems)
        else (select count(*) from product where search @@ stems) end as products) as found
  where products > 0 order by products desc, query`;
}

export function productsNamedLike(typed: string, limit: number) {
  return reads(Suggested)`
  select product_id, name, thumbnail from product where ${beginsLike(typed)}
  order by sort_name, product_id limit ${limit}`;
}

/** Selects products whose name contains the words but does not begin with `typed`, from at most `most` matches. */
export function productsHolding(query: { named: string; typed: string; limit: number; most: number }) {
  return plannedAnew(reads(Suggested)`
  with holding as materialized (
    select product_id, name, thumbnail, sort_name from product
    where ts_filter(search, '{a}') @@ to_tsquery('shop_search', ${query.named}) and not (${beginsLike(query.typed)})
    limit ${query.most})
  select product_id, name, thumbnail from holding order by sort_name, product_id limit ${query.limit}`);
}

/** Adds the words of these products to the words that misspelt words are corrected to. */
export function learnWords(productIds: readonly number[]) {
  return writes(row({}))`
  insert into search_word (word)
  select distinct lexeme
  from product, unnest(to_tsvector('shop_words', searchable(name || ' ' || description)))
  where product_id = any(${productIds}::bigint[]) and length(lexeme) <= 64
  on conflict do nothing`;
}

/** Does the same as `learnWords` for the words of many new products, without reading the products again. */
export function learnTheseWords(words: readonly string[]) {
  return writes(row({}))`
  insert into search_word (word)
  select distinct lexeme from unnest(${words}::text[]) as said, unnest(to_tsvector('shop_words', searchable(said)))
  where length(lexeme) <= 64
  on conflict do nothing`;
}

export function forgetSynonyms() {
  return writes(row({}))`delete from search_synonym`;
}

export function addSynonyms(synonyms: { term: string[]; means: string[] }) {
  return writes(row({}))`
  insert into search_synonym (term, means)
  select * from unnest(${synonyms.term}::text[], ${synonyms.means}::text[])
  on conflict do nothing`;
}

export function synonyms() {
  return reads(row({ term: text, means: text }))`
  select term, means from search_synonym order by term, means`;
}

/** Builds the expression of the indexes on the names of departments, categories and attribute values. */
function named(name: Fragment) {
  return sql`to_tsvector('shop_search', searchable(${name}))`;
}

/**
 * Returns the maximum number of errors: none in up to three letters, one in up to seven, and two only between words
 * that are both long.
 */
function allowedErrors(typed: Fragment, word: Fragment) {
  return sql`
  case when length(${typed}) <= 3 then 0 when length(${typed}) <= 7 or length(${word}) < 7 then 1 else 2 end`;
}

/** Matches names that begin with what was typed. No character sorts after the last one of Unicode. */
function beginsLike(typed: string) {
  return sql`sort_name >= sorting_name(${typed}) and sort_name < sorting_name(${typed}) || chr(1114111)`;
}
