import { orNull, row, text, whole } from "../../platform/database/columns.ts";
import { reads, writes } from "../../platform/database/statement.ts";

/** Words of the catalogue close to those asked: one wrong letter in three, two in four or more. */
export const nearWords = (words: readonly string[]) => reads(row({ asked: text, near: text, distance: whole }))`
  select asked, word as near, levenshtein_less_equal(word, lower(unaccent(asked)), 2) as distance
  from unnest(${words}::text[]) as asked
  join search_word on length(word) between length(asked) - 2 and length(asked) + 2
    and levenshtein_less_equal(word, lower(unaccent(asked)), 2)
      <= case when length(asked) < 3 then 0 when length(asked) = 3 then 1 else 2 end
  order by asked, distance, word`;

/** Products whose name holds the words; names that begin as it was typed come first. */
export const suggestedProducts = (query: { matching: string; typed: string; limit: number }) => reads(
  row({ product_id: whole, name: text, thumbnail: orNull(text) }),
)`
  select product_id, name, thumbnail from product
  where search @@ to_tsquery('shop_search', ${query.matching})
  order by not starts_with(sort_name, sorting_name(${query.typed})), sort_name, product_id
  limit ${query.limit}`;

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
