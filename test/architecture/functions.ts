import { parseSync, type Program } from "oxc-parser";
import type { Source } from "./source.ts";

type Node = { readonly type: string; readonly start: number } & Readonly<Record<string, unknown>>;

/** A top-level function of a file: its name, where it begins, and its syntax tree. */
export type TopFunction = {
  readonly name: string;
  readonly start: number;
  readonly isExported: boolean;
  readonly node: Node;
};

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";

/** Visits every node below a value, itself included, in the order of the text. */
export const walk = (value: unknown, visit: (node: Node) => void): void => {
  if (Array.isArray(value)) for (const each of value) walk(each, visit);
  if (!isNode(value)) return;
  visit(value);
  for (const [key, part] of Object.entries(value)) if (key !== "type") walk(part, visit);
};

const functionsIn = (declaration: Node): readonly { readonly name: string; readonly node: Node }[] => {
  if (declaration.type === "FunctionDeclaration") {
    const { id } = declaration as unknown as { id: { name: string } };
    return [{ name: id.name, node: declaration }];
  }
  if (declaration.type !== "VariableDeclaration") return [];
  const { declarations } = declaration as unknown as { declarations: { id: { name?: string }; init?: Node }[] };
  return declarations.flatMap(({ id, init }) =>
    id.name !== undefined && init && /Function/.test(init.type) ? [{ name: id.name, node: init }] : [],
  );
};

/** Returns the top-level functions of a file, in their order. */
export const functionsOf = ({ path, text }: Pick<Source, "path" | "text">): TopFunction[] => {
  const { program }: { program: Program } = parseSync(path, text);
  return (program.body as unknown as Node[]).flatMap((statement) => {
    const declaration = (statement["declaration"] as Node | null | undefined) ?? statement;
    const isExported = statement.type.startsWith("Export");
    return functionsIn(declaration).map(({ name, node }) => ({ name, start: statement.start, isExported, node }));
  });
};

/** Counts the calls between top-level functions of a file: all, and those that go upward. */
export const callsWithin = (
  source: Pick<Source, "path" | "text">,
): { readonly all: number; readonly upward: number } => {
  const functions = functionsOf(source);
  const known = new Map(functions.map((one) => [one.name, one]));
  let all = 0;
  let upward = 0;
  for (const { name, start, node } of functions)
    walk(node, ({ type, callee }) => {
      if (type !== "CallExpression" || !isNode(callee) || callee.type !== "Identifier") return;
      const called = known.get(String(callee["name"]));
      if (!called || called.name === name) return;
      all += 1;
      if (called.start < start) upward += 1;
    });
  return { all, upward };
};
