import { operationsOf, refusalsOf, type Document } from "./document.ts";
import { everyOperation } from "./every.ts";
import type { Rows } from "./row.ts";

/** Returns the differences between a document and the rows: operations and refusals that only one of them has. */
export const unlike = (document: Document, rows: Rows): string[] => {
  const listed = operationsOf(document);
  const published = new Set(
    listed.flatMap(({ method, path, operation }) =>
      ["served", ...refusalsOf(operation)].map((met) => `${method} ${path}: ${met}`),
    ),
  );
  const told = new Set(
    Object.entries(rows).flatMap(([key, { refuses = {} }]) => {
      const operation = listed.find(({ method, path }) => `${method} ${path}` === key);
      const common = Object.entries(everyOperation).filter(([, { befalls }]) => operation && befalls(operation));
      return ["served", ...Object.keys(refuses), ...common.map(([met]) => met)].map((met) => `${key}: ${met}`);
    }),
  );
  return [
    ...[...published.difference(told)].map((each) => `${each} is published and has no row`),
    ...[...told.difference(published)].map((each) => `${each} has a row and is not published`),
  ];
};
