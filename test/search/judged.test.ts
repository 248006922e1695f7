import assert from "node:assert/strict";
import { test } from "node:test";
import { testShop } from "../support/servers/shop.ts";
import { judgedQueries, scoreOf, type Answered } from "./score.ts";

const shop = testShop();

const answer = async (): Promise<Answered[]> => {
  const answers: Answered[] = [];
  for (const judged of judgedQueries) {
    const query = new URLSearchParams({ query_string: judged.query, limit: "10" });
    const reply = await shop().app.inject(`/products/search?${query}`);
    assert.equal(reply.statusCode, 200, `${judged.query}: ${reply.body}`);
    const { rows } = reply.json() as { rows: { product_id: number }[] };
    answers.push({ judged, found: rows.map(({ product_id }) => product_id) });
  }
  return answers;
};

test("buyers find what they look for, and nothing where nothing fits", async (context) => {
  assert.ok(judgedQueries.length >= 200);
  assert.equal(new Set(judgedQueries.map(({ query }) => query)).size, judgedQueries.length);
  const score = scoreOf(await answer());
  context.diagnostic(JSON.stringify(score));
  assert.ok(score.successAt5 >= 0.95, JSON.stringify(score));
  assert.ok(score.falseZeroResults <= 0.01, JSON.stringify(score));
  assert.ok(score.noise <= 0.05, JSON.stringify(score));
  assert.ok(score.ndcgAt10 >= 0.9, JSON.stringify(score));
});
