import { join } from "node:path";
import { judgedQueries, scoreOf, type Answered } from "../test/search/score.ts";
import type { Say } from "./say.ts";
import { openShop } from "./shop.ts";

type Reply = { readonly rows: readonly { readonly product_id: number }[] };

const percent = (part: number): string => `${(part * 100).toFixed(1)} %`;

/** Sends every judged query to the sample shop and prints the score; returns 0. */
export const scoreSearch = async (folder: string, say: Say): Promise<number> => {
  const shop = await openShop(join(folder, "shop"), { RATE_LIMIT: "off" });
  try {
    const answers: Answered[] = [];
    for (const judged of judgedQueries) {
      const query = new URLSearchParams({ query_string: judged.query, limit: "10" });
      const reply = (await (await fetch(`${shop.url}/products/search?${query.toString()}`)).json()) as Reply;
      answers.push({ judged, found: reply.rows.map(({ product_id }) => product_id) });
    }
    const score = scoreOf(answers);
    say(`${score.queries} judged queries of the sample shop:
  something right among the first five  ${percent(score.successAt5)} (goal ≥ 95 %)
  nDCG of the first ten                 ${score.ndcgAt10.toFixed(3)}
  queries that find nothing             ${percent(score.zeroResults)}
  … although something fits             ${percent(score.falseZeroResults)} (goal ≤ 1 %)
  … that find, although nothing fits    ${percent(score.noise)} (goal ≤ 5 %)
  missed: ${score.missed.join(", ") || "none"}
  noisy: ${score.noisy.join(", ") || "none"}`);
    return 0;
  } finally {
    await shop.close();
  }
};
