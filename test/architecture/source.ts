import { globSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";

/** Root folder of the repository. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/** One import of a file: the path or the package that it names, and the imported names. */
export type Import = { readonly target: string; readonly names: readonly string[] };

/** A file of the repository: its path from the root, its text, the text without comments, and its imports. */
export type Source = {
  readonly path: string;
  readonly text: string;
  readonly code: string;
  readonly imports: readonly Import[];
};

const clause = String.raw`(?:type\s+)?(?:[\w$]+\s*,?\s*)?(?:\*(?:\s+as\s+[\w$]+)?|\{([^}]*)\})?`;
const fromClause = new RegExp(String.raw`^(?:import|export)\s+${clause}\s*from\s*["']([^"']+)["']`, "gm");
const sideEffect = /^import\s*["']([^"']+)["']/gm;
const called = /\bimport\(\s*["']([^"']+)["']/g;

const namesIn = (list: string | undefined): string[] =>
  list === undefined
    ? ["*"]
    : list.split(",").flatMap((each) => /^\s*(?:type\s+)?([\w$]+)/.exec(each)?.slice(1, 2) ?? []);

const resolved = (path: string, specifier: string): string =>
  specifier.startsWith(".") ? posix.join(posix.dirname(path), specifier) : packageOf(specifier);

const packageOf = (specifier: string): string =>
  specifier.startsWith("node:")
    ? specifier
    : specifier
        .split("/")
        .slice(0, specifier.startsWith("@") ? 2 : 1)
        .join("/");

const withoutComments = (text: string): string =>
  text.replaceAll(/\/\*[^]*?\*\//g, "").replaceAll(/(^|\s)\/\/.*$/gm, "$1");

/** Parses a file's imports in every form that Node runs: `from`, for side effects only, and called with a literal. */
export const sourceOf = (path: string, text: string): Source => {
  const code = withoutComments(text);
  const taken = [...code.matchAll(fromClause)].map(([, names, from = ""]) => ({
    target: resolved(path, from),
    names: namesIn(names),
  }));
  const whole = [...code.matchAll(sideEffect), ...code.matchAll(called)].map(([, from = ""]) => ({
    target: resolved(path, from),
    names: ["*"],
  }));
  return { path, text, code, imports: [...taken, ...whole] };
};

const ownFiles = ["{src,test,bench,sample,migrations,tools,deploy,extras}/**/*.ts", "packages/*/{src,test,tools}/*.ts"];

/** Reads every TypeScript file of the repository. */
export const readSources = (): Source[] =>
  globSync(ownFiles, { cwd: root })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => !path.includes("/node_modules/"))
    .toSorted()
    .map((path) => sourceOf(path, readFileSync(`${root}${path}`, "utf8")));
