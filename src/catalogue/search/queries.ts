import { orNull, row, text, whole } from "../../platform/database/columns.ts";
import { plannedAnew, reads, sql, writes } from "../../platform/database/statement.ts";

/** Words of the catalogue close to those asked: one wrong letter in three, two in four or more. */
export const nearWords = (words: readonly string[]) => reads(row({ asked: text, near: text, distance: whole }))`
  select asked, word as near, levenshtein_less_equal(word, lower(unaccent(asked)), 2) as distance
  from unnest(${words}::text[]) as asked
  join search_word on letters_left_out(word) && letters_left_out(lower(unaccent(asked)))
    and levenshtein_less_equal(word, lower(unaccent(asked)), 2)
      <= case when length(asked) < 3 then 0 when length(asked) = 3 then 1 else 2 end
  order by asked, distance, word`;

const Suggested = row({ product_id: whole, name: text, thumbnail: orNull(text) });

/** Does the name begin as it was typed? No character sorts after the last one of Unicode. */
const beginsLike = (typed: string) =>
  sql`sort_name >= sorting_name(${typed}) and sort_name < sorting_name(${typed}) || chr(1114111)`;

export const productsNamedLike = (typed: string, limit: number) => reads(Suggested)`
  select product_id, name, thumbnail from product where ${beginsLike(typed)}
  order by sort_name, product_id limit ${limit}`;

/** Products whose name holds the words and begins otherwise, out of so many at most. */
export const productsHolding = (query: { named: string; typed: string; limit: number; most: number }) =>
  plannedAnew(reads(Suggested)`
  with holding as materialized (
    select product_id, name, thumbnail, sort_name from product
    where ts_filter(search, '{a}') @@ to_tsquery('shop_search', ${query.named}) and not (${beginsLike(query.typed)})
    limit ${query.most})
  select product_id, name, thumbnail from holding order by sort_name, product_id limit ${query.limit}`);

/** Adds the words of these products to those by which typing is corrected. */
export const learnWords = (productIds: readonly number[]) => writes(row({}))`
  insert into search_word (word)
  select distinct lexeme
  from product, unnest(to_tsvector('shop_words', searchable(name || ' ' || description)))
  where product_id = any(${productIds}::bigint[]) and length(lexeme) <= 64
  on conflict do nothing`;

/** The same for words that many new products brought, without reading these again. */
export const learnTheseWords = (words: readonly string[]) => writes(row({}))`
  insert into search_word (word)
  select distinct lexeme from unnest(${words}::text[]) as said, unnest(to_tsvector('shop_words', searchable(said)))
  where length(lexeme) <= 64
  on conflict do nothing`;
