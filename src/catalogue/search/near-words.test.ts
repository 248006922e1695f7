import assert from "node:assert/strict";
import { test } from "node:test";
import { testShop } from "../../../test/support/servers/shop.ts";
import { seededRandom } from "../../../test/support/seeded-random.ts";
import { nearWords } from "./search.queries.ts";

/**
 * Short words of few different letters, so that many are similar, and long words that differ at either end; each in one
 * product.
 */
const words = `
  create temporary table made as
    select distinct substr(translate(md5(n::text), '0123456789', 'abcdefabcd'), 1, 1 + n % 9) as word from generate_series(1, 3000) as n;
  insert into search_word (word) select word from made on conflict do nothing;
  insert into product (product_id, name, description, price_cents)
    select 1000 + row_number() over (), 'Words', string_agg(word, ' '), 100
    from (select word, row_number() over () / 20 as part from made) as parted group by part`;
const shop = testShop({ prepare: async ({ sql }) => void (await sql(words)) });

const spoil = (word: string, dice: ReturnType<typeof seededRandom>): string => {
  const at = dice.below(word.length + 1);
  const rest = dice.pick([at, at + 1]);
  return `${word.slice(0, at)}${dice.pick(["", "a", "x", word.slice(at, at + 2)])}${word.slice(rest)}`;
};

/** Finds the same as `nearWords` by comparing every word of the catalogue, for the stems of words in products. */
const measured = `
  with asked as (
    select word as asked, (ts_lexize('english_every_word', word))[1] as stem from unnest($1::text[]) as word where length(word) > 3),
  compared as (
    select asked, search_word.stem, typing_errors(met, typed) as errors, length(met) as letters
    from asked cross join search_word, lateral (values (search_word.stem, asked.stem), (word, asked)) as form (met, typed)
    where ts_lexize('english_stem', word) <> '{}'
      and exists (select from product where search @@ plainto_tsquery('shop_search', word))),
  near as (
    select asked, stem, min(errors) as errors from compared
    where errors <= case when length(asked) <= 7 or letters < 7 then 1 else 2 end
    group by asked, stem)
  select asked, stem, errors from near order by asked, errors, stem`;

test("exactly the stems within the allowed errors are near, of all the catalogue's words", async () => {
  const known = (await shop().sql("select word from search_word order by word")).map(({ word }) => String(word));
  const dice = seededRandom(7);
  const asked = [...new Set(Array.from({ length: 100 }, () => spoil(spoil(dice.pick(known), dice), dice)))].filter(
    (word) => word !== "",
  );
  const found = await shop().db.all(nearWords(asked, []));
  const expected = await shop().sql(measured, [asked]);
  const counts = (rows: readonly Record<string, unknown>[]) =>
    Object.fromEntries(
      [...Map.groupBy(rows, (row) => `${row["asked"]} ${row["errors"]}`)].map(([key, of]) => [key, of.length]),
    );
  assert.deepEqual(counts(found), counts(expected));
  assert.ok(found.filter(({ errors }) => errors === 2).length > 20, `${found.length} pairs`);
});

test("two letters that changed places are one error", async () => {
  const [first] = await shop().db.all(nearWords(["snial"], []));
  assert.deepEqual([first?.near, first?.errors], ["snail", 1]);
});

test("no word of three letters is near another", async () => {
  assert.deepEqual(await shop().db.all(nearWords(["owk", "fux", "bir"], [])), []);
});

test("no little word is near any, however common it is", async () => {
  const near = await shop().db.all(nearWords(["thet", "wiht", "tham", "froma", "overr"], []));
  const little = new Set(["the", "that", "then", "them", "with", "from", "over", "what"]);
  assert.deepEqual(
    near.filter((row) => little.has(row.near)),
    [],
  );
});

test("two words that are not both long are never two letters apart", async () => {
  const near = await shop().db.all(nearWords(["engagement", "vegetables", "wildflowers", "moonlite"], []));
  assert.deepEqual(
    near.map(({ asked, near: word }) => [asked, word]),
    [["moonlite", "moonlight"]],
  );
});
