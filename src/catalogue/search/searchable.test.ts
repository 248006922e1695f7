import assert from "node:assert/strict";
import { test } from "node:test";
import { testDatabase } from "../../../test/support/database.ts";

const database = testDatabase();

/** What the words of products that are stored already were made by: it is computed once more for any text. */
const before = (said: string, signs: string) =>
  `translate(normalize(${said}, NFKC), '${signs}', repeat(' ', length('${signs}')))`;
const signs = `!"#$%&''()*+,-./:;<=>?@[\\]^_\`{|}~‘’“”«»–—…·•`;

/** Planes of Unicode that hold letters and signs; the others are empty or for private use. */
const lettersEnd = 0x323af;

const differing = async (made: string, lastCode: number): Promise<number> => {
  const everySign = `select chr(code) as said from generate_series(1, ${lastCode}) as code where code not between 55296 and 57343`;
  const texts = `select unnest(array['Café-au-lait', 'Ｆｕｌｌ　ｗｉｄｔｈ…', 'e' || U&'\\0301' || '.g.', U&'\\FB01' || 'n [a\\b] ''s', '']) as said`;
  const [row] = await database().sql(
    `select count(*)::int as count from (${everySign} union all ${texts}) as each where searchable(said) is distinct from ${made}`,
  );
  return Number(row?.["count"]);
};

test("every sign becomes what it became when stored words were made", async () => {
  assert.equal(await differing(before("said", signs), lettersEnd), 0);
  assert.ok(
    (await differing(before("said", signs.replace("•", "")), 0x2fff)) > 0,
    "a sign that is forgotten is noticed",
  );
});
