import { glob } from "node:fs/promises";
import type { Read, Write } from "../../../src/platform/database/statement.ts";
import { everything, nothingGiven } from "./arguments.ts";

export type Statement = Read<unknown> | Write<unknown>;
export type Exported = (...given: unknown[]) => unknown;

const root = new URL("../../../", import.meta.url);
/** The embedded database is made and looked after before there is a schema. */
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

/** The statement when it is the same whatever is given; its text then tells all. */
export const alwaysTheSame = (make: Exported): Statement | undefined => {
  const full = attempt(make, () => everything());
  const bare = attempt(make, nothingGiven);
  const isWhole = full && !full.values.includes(undefined);
  return isWhole && full.text === bare?.text ? full : undefined;
};

/** Parts of the arguments that the function asks for and that no example gives. */
export const neverGiven = (make: Exported, cases: readonly (readonly unknown[])[]): string[] => {
  const seen = new Set<string>();
  attempt(make, () => everything(seen));
  const given = JSON.stringify(cases);
  return [...seen]
    .map((path) => path.split(/[.[\]]+/).find((part) => part !== ""))
    .filter((name) => name !== undefined && !given.includes(`"${name}"`))
    .map(String);
};

/** Every file of statements, with what it exports. */
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

/** How examples name an exported function. */
export const idOf = (path: string, name: string): string =>
  `${path.replace(/^src\//, "").replace(/\.queries\.ts$/, "")} ${name}`;
