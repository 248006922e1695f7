import assert from "node:assert/strict";
import { test } from "node:test";
import { testShop } from "../../../test/support/shop.ts";
import { seededRandom } from "../../../test/support/seeded-random.ts";
import { nearWords } from "./queries.ts";

/** Short words of few letters, so that many lie close together, and long ones that differ at either end. */
const words = `insert into search_word (word)
  select distinct substr(translate(md5(n::text), '0123456789', 'abcdefabcd'), 1, 1 + n % 9) from generate_series(1, 3000) as n
  on conflict do nothing`;
const shop = testShop({ prepare: async ({ sql }) => void (await sql(words)) });

const spoil = (word: string, dice: ReturnType<typeof seededRandom>): string => {
  const at = dice.below(word.length + 1);
  const rest = dice.pick([at, at + 1]);
  return `${word.slice(0, at)}${dice.pick(["", "a", "x", word.slice(at, at + 2)])}${word.slice(rest)}`;
};

test("every word within two letters is near, and no other: as measured against each word of the catalogue", async () => {
  const known = (await shop().sql("select word from search_word order by word")).map(({ word }) => String(word));
  const dice = seededRandom(7);
  const asked = [...new Set(Array.from({ length: 150 }, () => spoil(spoil(dice.pick(known), dice), dice)))].filter(
    (word) => word !== "",
  );
  const found = await shop().db.all(nearWords(asked));
  const measured = await shop().sql(
    `select asked, word as near, levenshtein(word, asked) as distance from unnest($1::text[]) as asked cross join search_word
     where levenshtein(word, asked) <= case when length(asked) < 3 then 0 when length(asked) = 3 then 1 else 2 end
     order by asked, distance, word`,
    [asked],
  );
  assert.deepEqual(found, measured);
  assert.ok(found.filter(({ distance }) => distance === 2).length > 100, `${found.length} pairs`);
});
