import type { TestContext } from "node:test";
import { seed } from "./trials.ts";

/** By this the report finds an invariant's closing line. */
export const closing = "invariant: ";

/** Says what an invariant was tried on, how often, and with which seed that comes again. */
export const tell = (
  context: Pick<TestContext, "diagnostic">,
  invariant: string,
  figures: Readonly<Record<string, number>>,
): void => {
  const told = Object.entries(figures).map(([name, count]) => `${name} ${count}`);
  context.diagnostic(`${closing}${invariant}: ${told.join(", ")} (seed ${seed})`);
};
