import type { TestContext } from "node:test";
import { seed } from "./trials.ts";

/** Prefix by which the report finds an invariant's closing line. */
export const closing = "invariant: ";

/** Reports what an invariant was tested on, how often, and with which seed, to repeat the run. */
export const tell = (
  context: Pick<TestContext, "diagnostic">,
  invariant: string,
  figures: Readonly<Record<string, number>>,
  seeded: number = seed,
): void => {
  const told = Object.entries(figures).map(([name, count]) => `${name} ${count}`);
  context.diagnostic(`${closing}${invariant}: ${told.join(", ")} (seed ${seeded})`);
};
