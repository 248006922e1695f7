import { dirname, join } from "node:path/posix";
import { parseSync } from "oxc-parser";
import { functionsOf, walk, type TopFunction } from "./functions.ts";
import type { Source } from "./source.ts";

type Imported = { readonly target: string; readonly name: string };
type Module = {
  readonly functions: ReadonlyMap<string, TopFunction>;
  /** What an imported name refers to in another file; `*` for all of that file. */
  readonly imports: ReadonlyMap<string, Imported>;
  readonly passedOn: ReadonlyMap<string, Imported>;
};

const fromHere = (path: string, specifier: string): string =>
  specifier.startsWith(".") ? join(dirname(path), specifier) : specifier;

const moduleOf = (source: Source): Module => {
  const { module } = parseSync(source.path, source.text);
  const imports = new Map<string, Imported>();
  for (const { moduleRequest, entries } of module.staticImports)
    for (const { importName, localName } of entries)
      imports.set(localName.value, {
        target: fromHere(source.path, moduleRequest.value),
        name: importName.name ?? "*",
      });
  const passedOn = new Map<string, Imported>();
  for (const { entries } of module.staticExports)
    for (const { moduleRequest, importName, exportName } of entries)
      if (moduleRequest && exportName.name !== null)
        passedOn.set(exportName.name, {
          target: fromHere(source.path, moduleRequest.value),
          name: importName.name ?? "*",
        });
  return { functions: new Map(functionsOf(source).map((one) => [one.name, one])), imports, passedOn };
};

/** Returns the names and members of names that a function uses: `total`, `queries.lines`. */
const spokenOf = ({ node }: TopFunction): string[] => {
  const names = new Set<string>();
  walk(node, ({ type, name, object, property }) => {
    if (type === "Identifier") names.add(String(name));
    if (type !== "MemberExpression") return;
    const [whole, member] = [object, property] as [{ type: string; name?: string }, { name?: string }];
    if (whole.type === "Identifier") names.add(`${whole.name}.${member.name}`);
  });
  return [...names];
};

/**
 * Returns the files of features whose functions an operation runs, from this function on; the platform's are not
 * counted.
 */
export const filesReached = (tree: readonly Source[], path: string, name: string): string[] => {
  const sources = new Map(tree.map((source) => [source.path, source]));
  const modules = new Map<string, Module | undefined>();
  const open = (at: string): Module | undefined => {
    if (!modules.has(at)) {
      const source = sources.get(at);
      modules.set(at, source && moduleOf(source));
    }
    return modules.get(at);
  };
  const reached = new Set<string>();
  const seen = new Set<string>();
  const follow = (at: string, called: string): void => {
    if (seen.has(`${at} ${called}`) || at.startsWith("src/platform/")) return;
    seen.add(`${at} ${called}`);
    const found = open(at);
    const passed = found?.passedOn.get(called);
    if (passed) return follow(passed.target, passed.name);
    const own = found?.functions.get(called);
    if (!found || !own) return;
    reached.add(at);
    for (const spoken of spokenOf(own)) {
      const [first = "", member] = spoken.split(".");
      const imported = found.imports.get(first);
      if (imported?.name === "*") follow(imported.target, member ?? "");
      else if (imported) follow(imported.target, imported.name);
      else follow(at, first);
    }
  };
  follow(path, name);
  return [...reached].toSorted();
};
