import { glob } from "node:fs/promises";
import type { Read, Write } from "../../../src/platform/database/statement.ts";
import { everything, nothingGiven } from "./arguments.ts";

export type Statement = Read<unknown> | Write<unknown>;
export type Exported = (...given: unknown[]) => unknown;

const root = new URL("../../../", import.meta.url);
/** The embedded database is created and maintained before there is a schema. */
const withoutSchema = "src/platform/embedded-postgres/";

const isStatement = (made: unknown): made is Statement =>
  typeof made === "object" && made !== null && "kind" in made && "text" in made && "row" in made;

const attempt = (make: Exported, given: () => unknown): Statement | undefined => {
  try {
    const made = make(given(), given(), given(), given());
    return isStatement(made) ? made : undefined;
  } catch {
    return undefined;
  }
};

/** Returns the statement when its text does not depend on the arguments; one example then shows all of it. */
export const alwaysTheSame = (make: Exported): Statement | undefined => {
  const full = attempt(make, () => everything());
  const bare = attempt(make, nothingGiven);
  const isWhole = full && !full.values.includes(undefined);
  return isWhole && full.text === bare?.text ? full : undefined;
};

/** Returns the parts of the arguments that the function reads and no example contains. */
export const neverGiven = (make: Exported, cases: readonly (readonly unknown[])[]): string[] => {
  const seen = new Set<string>();
  attempt(make, () => everything(seen));
  const given = JSON.stringify(cases);
  return [...seen]
    .map((path) => path.split(/[.[\]]+/).find((part) => part !== ""))
    .filter((name) => name !== undefined && !given.includes(`"${name}"`))
    .map(String);
};

/** Returns every file of statements with its exports. */
export const everyModule = async () => {
  const paths = (await Array.fromAsync(glob("{src,tools}/**/*.queries.ts", { cwd: root })))
    .filter((path) => !path.startsWith(withoutSchema))
    .toSorted();
  return Promise.all(
    paths.map(async (path) => ({
      path,
      exported: (await import(new URL(path, root).href)) as Record<string, unknown>,
    })),
  );
};

/** Returns the name by which examples refer to an exported function. */
export const idOf = (path: string, name: string): string =>
  `${path.replace(/^src\//, "").replace(/\.queries\.ts$/, "")} ${name}`;
