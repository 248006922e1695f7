import assert from "node:assert/strict";
import { test } from "node:test";
import { testDatabase } from "../../../test/support/databases/database.ts";

const database = testDatabase();

/** The expression that the stored words of products were made with, applied to any text. */
const before = (said: string, signs: string) =>
  `translate(normalize(${said}, NFKC), '${signs}', repeat(' ', length('${signs}')))`;
const signs = `!"#$%&''()*+,-./:;<=>?@[\\]^_\`{|}~‘’“”«»–—…·•`;

/** Scripts without spaces, whose stored words a migration makes again. */
const withoutBlanks =
  /[\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3041-\u312f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\u{20000}-\u{323af}]/u;

/** Last code point of the Unicode planes with letters and symbols; the other planes are empty or for private use. */
const lettersEnd = 0x323af;

const differing = async (made: string, lastCode: number): Promise<number> => {
  const everySign = `select chr(code) as said from generate_series(1, ${lastCode}) as code where code not between 55296 and 57343`;
  const texts = `select unnest(array['Café-au-lait', 'Ｆｕｌｌ　ｗｉｄｔｈ…', 'e' || U&'\\0301' || '.g.', U&'\\FB01' || 'n [a\\b] ''s', '']) as said`;
  const rows = await database().sql(
    `select said from (${everySign} union all ${texts}) as each where searchable(said) is distinct from ${made}`,
  );
  return rows.filter(({ said }) => !withoutBlanks.test(String(said))).length;
};

test("every sign of a script with blanks becomes what it became when stored words were made", async () => {
  assert.equal(await differing(before("said", signs), lettersEnd), 0);
  assert.ok(
    (await differing(before("said", signs.replace("•", "")), 0x2fff)) > 0,
    "a sign that is forgotten is noticed",
  );
});

test("in scripts without blanks each sign stands alone, and so do other words beside it", async () => {
  for (const [said, words] of [
    ["東京の夜2024のTシャツ", "東 京 の 夜 2024 の T シ ャ ツ"],
    ["กินข้าว", "กิ น ข้ า ว"],
    ["ﾗｰﾒﾝ", "ラ ー メ ン"],
    ["café 夜", "café 夜"],
  ]) {
    const [row] = await database().sql("select regexp_replace(trim(searchable($1)), ' +', ' ', 'g') as words", [said]);
    assert.equal(row?.["words"], words);
  }
});
