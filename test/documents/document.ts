import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path/posix";
import { refusals } from "../../src/platform/refusal.ts";
import type { Setting } from "../../src/platform/setting.ts";
import { settings } from "../../src/platform/settings.ts";
import { readSources, root } from "../architecture/source.ts";

/** A document: its path from the repository's root, and its text. */
export type Document = { readonly path: string; readonly text: string };

const folders = ["{docs,deploy}/**/*.md", "packages/*/README.md"];
const atTheRoot = "{README,ARCHITECTURE,CONTRIBUTING,AGENTS,SECURITY}.md";

export const readDocuments = (): Document[] =>
  globSync([atTheRoot, ...folders], { cwd: root }).map((path) => ({
    path,
    text: readFileSync(join(root, path), "utf8"),
  }));

type Manifest = {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};

const readManifest = (path: string): Manifest => JSON.parse(readFileSync(join(root, path), "utf8"));

export const manifest = readManifest("package.json");

/** Folders of the workspaces, and the repository's own. */
const workspaces = ["", ...globSync("{extras,packages}/*/package.json", { cwd: root }).map((path) => dirname(path))];

const builtInCommands = new Set(["ci", "install", "pack", "exec", "run", "view", "outdated"]);

/** Returns the code in a document: text between fences or inside back quotes. */
const codeIn = (text: string): string =>
  [...text.matchAll(/^```[^]*?^```|`[^`\n]+`/gm)].map(([code]) => code).join("\n");

/** Returns the npm commands that a document names and package.json does not have. */
export const unknownCommands = ({ text }: Document): string[] =>
  [...codeIn(text).matchAll(/\bnpm (run )?(?:-s |--silent )?([a-z][\w:-]*)/g)]
    .filter(([, run, name = ""]) => (run || !builtInCommands.has(name)) && !Object.hasOwn(manifest.scripts, name))
    .map(([command]) => command);

/** Returns the variables that the configuration of HAProxy reads. */
const balancerVariables = (): string[] => {
  const configuration = readFileSync(join(root, "deploy/haproxy.cfg"), "utf8");
  return [...configuration.matchAll(/\$\{(\w+)/g)].map(([, name = ""]) => name);
};

const ownVariables = (): Set<string> =>
  new Set([
    ...Object.values<Setting>(settings).flatMap(({ env, alias }) => [env, alias ?? []].flat()),
    ...Object.keys(refusals),
    "CI",
    ...balancerVariables(),
    ...readSources().flatMap(({ code }) => [...code.matchAll(/\benv\["(\w+)"\]/g)].map(([, name = ""]) => name)),
  ]);

/**
 * Returns the settings that a document names and the program does not read: WORDS_LIKE_THIS, and `WORD=` before a
 * command.
 */
export const unknownSettings = (() => {
  const known = ownVariables();
  return ({ text }: Document): string[] =>
    [...text.matchAll(/(?<![\w$/-])[A-Z][A-Z0-9]*(?:(?:_[A-Z0-9]+)+\b|(?==))/g)]
      .map(([name]) => name)
      .filter((name) => !known.has(name));
})();

const withinCode = /`([^`\n]+)`/g;
const linkTargets = /\]\((?!https?:|mailto:|#)([^)\s]+)\)/g;
const filename = /\.(?:ts|md|sql|jsonc?|ya?ml|sh|cfg|conf|mjs)$/;

const tops = globSync("*", { cwd: root }).concat(
  globSync("src/*", { cwd: root }).map((path) => path.slice("src/".length)),
);

/**
 * Returns whether a text inside back quotes is a path of this repository: a path in the tree, or a file name after a
 * folder.
 */
const isOurPath = (text: string): boolean => {
  if (!/^\.?[\w@][\w@./*{},-]*$/.test(text) || text.startsWith("@") || text.includes("..")) return false;
  const [first = "", ...rest] = text.split("/");
  return rest.length > 0 && (tops.includes(first) || first.startsWith(".") || filename.test(text));
};

const exists = (path: string): boolean => {
  if (/[*{]/.test(path)) return globSync(path, { cwd: root }).length > 0;
  // Files that a running shop writes are not in the tree.
  return path.startsWith(".selvedge") || existsSync(join(root, path));
};

/** Returns the paths that a document names, by link or inside back quotes, and the repository does not have. */
export const unknownPaths = ({ path, text }: Document): string[] => {
  const links = [...text.matchAll(linkTargets)].map(([, target = ""]) => target.split("#")[0] ?? "");
  const named = [...text.matchAll(withinCode)].map(([, code = ""]) => code.replace(/:\d+$/, "")).filter(isOurPath);
  return [
    ...links.filter((target) => target !== "" && !exists(normalize(join(dirname(path), target)))),
    ...named.filter((name) => !exists(name) && !exists(`src/${name}`)),
  ];
};

export type Row = { readonly name: string; readonly licence: string };

/** Returns the rows of the dependencies' document: a package in back quotes first, its licence last. */
export const dependencyRows = (text: string): Row[] =>
  [...text.matchAll(/^\| `([^`]+)` \|.*\| ([^|]+) \|$/gm)].map(([, name = "", licence = ""]) => ({
    name,
    licence: licence.trim(),
  }));

/** Returns what the dependencies' document lacks, has too much, or says wrongly about a licence. */
export const wrongDependencies = (text: string): string[] => {
  const manifests = workspaces.map((folder) => readManifest(join(folder, "package.json")));
  const direct = manifests.flatMap((each) => Object.keys({ ...each.dependencies, ...each.devDependencies }));
  const rows = dependencyRows(text);
  const licenceOf = (name: string): string => {
    const installed = workspaces.map((folder) => join(root, folder, "node_modules", name, "package.json"));
    return JSON.parse(readFileSync(installed.find((path) => existsSync(path)) ?? "", "utf8")).license;
  };
  return [
    ...direct.filter((name) => !rows.some((row) => row.name === name)).map((name) => `${name} has no line`),
    ...rows.flatMap(({ name, licence }) => {
      if (!direct.includes(name)) return [`${name} is no dependency`];
      return licenceOf(name) === licence ? [] : [`${name} has the licence ${licenceOf(name)}`];
    }),
  ];
};

export const linesOf = (text: string): number => text.trimEnd().split("\n").length;
