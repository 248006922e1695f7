import { readFileSync } from "node:fs";

/** What a buyer who knows the whole sample catalogue would call right for a query. */
export type Judged = {
  readonly query: string;
  /** What the query tests: a misspelling, a plural, a word that matches nothing. */
  readonly kind: string;
  /** Right results; empty when no product is, shows or mentions what is searched. */
  readonly best: readonly number[];
  /** Further acceptable results. */
  readonly good: readonly number[];
};

type Written = Omit<Judged, "best"> & { readonly best: readonly number[] | "all" };

const everyProduct = Array.from({ length: 101 }, (_, index) => index + 1);

export const judgedQueries: readonly Judged[] = (
  JSON.parse(readFileSync(new URL("judged.json", import.meta.url), "utf8")) as Written[]
).map((one) => ({ ...one, best: one.best === "all" ? everyProduct : one.best }));

/** A query and its first ten results, in order. */
export type Answered = { readonly judged: Judged; readonly found: readonly number[] };

const gradeOf = ({ best, good }: Judged, id: number): number => (best.includes(id) ? 2 : good.includes(id) ? 1 : 0);

const gain = (grades: readonly number[]): number =>
  grades.slice(0, 10).reduce((sum, grade, place) => sum + (2 ** grade - 1) / Math.log2(place + 2), 0);

const isAnswered = ({ judged, found }: Answered): boolean => found.slice(0, 5).some((id) => gradeOf(judged, id) > 0);

const qualityOf = ({ judged, found }: Answered): number =>
  gain(found.map((id) => gradeOf(judged, id))) / gain([...judged.best.map(() => 2), ...judged.good.map(() => 1)]);

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** Scores the results. Queries without any right result count only as noise. */
export const scoreOf = (answers: readonly Answered[]) => {
  const fitting = answers.filter(({ judged }) => judged.best.length > 0);
  const nothing = answers.filter(({ judged }) => judged.best.length === 0);
  const empty = (list: readonly Answered[]) => list.filter(({ found }) => found.length === 0);
  return {
    queries: answers.length,
    /** Share of queries with a right result among the first five. */
    successAt5: share(fitting.filter(isAnswered).length, fitting.length),
    ndcgAt10: share(
      fitting.reduce((sum, answer) => sum + qualityOf(answer), 0),
      fitting.length,
    ),
    zeroResults: share(empty(answers).length, answers.length),
    /** Share of queries that find nothing although something fits. */
    falseZeroResults: share(empty(fitting).length, fitting.length),
    /** Share of queries that find something although nothing fits. */
    noise: share(nothing.length - empty(nothing).length, nothing.length),
    missed: fitting.filter((answer) => !isAnswered(answer)).map(({ judged }) => judged.query),
    noisy: nothing.filter(({ found }) => found.length > 0).map(({ judged }) => judged.query),
  };
};
