import { isTest } from "./places.ts";
import { retiredWords } from "./retired-words.ts";
import type { Rule } from "./rules.ts";
import { sourceOf, type Source } from "./source.ts";

/** Returns a judge of the code that runs in a shop: no tests, and none of the excepted files. */
const inTheShop =
  (pattern: RegExp, ...except: string[]) =>
  ({ path, code }: Source): string[] =>
    isTest(path) || except.includes(path) ? [] : [...code.matchAll(pattern)].map(([found]) => found.trim());

const file = (text: string, path = "src/tax/tax.ts"): Source => sourceOf(path, text);

const config = "src/platform/config.ts";
const oneEnvironment: Rule = {
  states: "the environment is read in platform/config.ts alone",
  judge: inTheShop(
    /\bprocess\s*(\.\s*env\b|\[\s*["']env["']\s*\])|import\s*\{[^}]*\benv\b[^}]*\}\s*from\s*"node:process"/g,
    config,
  ),
  planted: [file(`const port = process.env["PORT"];`), file(`import { env } from "node:process";`)],
  admitted: [
    file(`export const all = { ...process.env };`, config),
    file(`// not process.env\nconst environment = {};`),
  ],
};

/** Caches every composed text under its name. A text never changes, so that two servers cannot disagree on it. */
const rememberingTexts = "src/platform/database/statement.ts";
const noStateOfModules: Rule = {
  states: "no module holds state that changes",
  judge: inTheShop(
    /^(?:export\s+)?(?:(?:let|var)\s.*|const\s+[\w$]+[^=\n]*=\s*(?:new\s+(?:(?:Weak)?(?:Map|Set)\b[^(]*\(\s*\)|LRUCache\b)|\[\s*\]|\{\s*\}).*)$/gm,
    rememberingTexts,
  ),
  planted: [
    file(`let count = 0;`),
    file(`export var known: string | undefined;`),
    file(`const known = new Map<string, number>();`),
    file(`export const seen: Set<string> = new Set();`),
    file(`const kept = new LRUCache<string, Buffer>({ max: 10 });`),
    file(`const waiting: string[] = [];`),
  ],
  admitted: [
    file(
      `const sizes = new Map([["LG", 1]]);\nexport const counter = () => {\n  let count = 0;\n  return () => (count += 1);\n};`,
    ),
  ],
};

const noConsole: Rule = {
  states: "what a shop says goes through its log or to standard output by name",
  judge: inTheShop(/\bconsole\s*[.[]\w*/g),
  planted: [file(`console.log("taxed");`)],
  admitted: [file(`process.stdout.write("Starting PostgreSQL …");`)],
};

const literalImports: Rule = {
  states: "what is loaded is named where it is loaded: no folder is searched for code",
  judge: inTheShop(/\bimport\((?!\s*["'][^"']+["']\s*\))[^)]*\)|\brequire\([^)]*\)/g),
  planted: [file("const feature = await import(`../${name}/routes.ts`);"), file(`const pg = require("pg");`)],
  admitted: [file(`const { pretty } = await import("pino-pretty");\nconst here = import.meta.url;`)],
};

const requiredWriters: Rule = {
  states: "a statement that needs a transaction asks for its Writer, never for perhaps one",
  judge: inTheShop(
    /\?:\s*Writer\b|\bWriter\s*\|\s*(?:undefined|null|Database|Reader)\b|\b(?:Database|Reader)\s*\|\s*Writer\b/g,
  ),
  planted: [file(`const add = (line: Line, tx?: Writer) => tx;`), file(`const add = (db: Database | Writer) => db;`)],
  admitted: [file(`const add = (tx: Writer, line: Line) => tx.all(addLine(line));`)],
};

/** What is read by a customer's number, a cart's or an order's, or by the work behind them. */
const ofPersons = /^src\/(?:cart|customers|orders|payments|platform\/(?:http|idempotency|jobs|limits|mail))\//;
const personalReads: Rule = {
  states: "personal data is read from the primary, where it was written: no reader is taken there",
  judge: (source) => (ofPersons.test(source.path) ? inTheShop(/\.\s*reader\b|[{,]\s*reader\s*(?=[,}])/g)(source) : []),
  planted: [
    file(`const cart = await db.reader.all(linesOf(cartId));`, "src/cart/cart.ts"),
    file(`const { reader } = db;`, "src/orders/read-orders.ts"),
    file(`export function routes(route: Route, { db, reader }: Dependencies) {}`, "src/customers/routes.ts"),
  ],
  admitted: [
    file(`const { reader } = db;`, "src/catalogue/index.ts"),
    file(`const lines = await db.all(linesOf(cartId));`, "src/cart/cart.ts"),
    file(`export function importedAmong(reader: Reader) {\n  return reader.all(rows());\n}`, "src/customers/import.ts"),
  ],
};

const boundedCalls: Rule = {
  states: "a call to another program has a time limit",
  judge: ({ path, code }) =>
    !isTest(path) && /\bfetch\(/.test(code) && !/AbortSignal\.timeout\(/.test(code)
      ? ["fetch( without AbortSignal.timeout("]
      : [],
  planted: [file(`const reply = await fetch("https://api.example/charge");`)],
  admitted: [file(`const reply = await fetch(url, { signal: AbortSignal.timeout(10_000) });`)],
};

const homeless = /(?:^|\/)(?:utils?|helpers?|common|services?|models?|types|misc|lib|managers?)(?:\.(?:test\.)?ts|\/)/;
const namedFiles: Rule = {
  states: "no file or folder has a name that says nothing",
  judge: ({ path }) => (homeless.test(path) ? [path] : []),
  planted: [
    "src/utils/money.ts",
    "src/cart/helpers.ts",
    "src/orders/types.ts",
    "test/common/shop.ts",
    "src/cart/service.ts",
  ].map((path) => file("", path)),
  admitted: [file("", "src/platform/money.ts"), file("", "src/catalogue/schemas.ts")],
};

const namedThings: Rule = {
  states: "nothing is called Manager, Service, Helper or Util",
  judge: inTheShop(/\b(?:const|class|type|interface|function)\s+\w*(?:Manager|Service|Helper|Utils?)\b/g),
  planted: [file(`export class TaxService {}`), file(`const cartManager = {};`)],
  admitted: [file(`export const findTax = 1;`)],
};

const mostLines = 300;
const shortFiles: Rule = {
  states: `no file is longer than ${mostLines} lines`,
  judge: ({ text }) => (text.split("\n").length > mostLines + 1 ? [`${text.split("\n").length - 1} lines`] : []),
  planted: [file("a;\n".repeat(mostLines + 1))],
  admitted: [file("a;\n".repeat(mostLines))],
};

// Composed from halves, so that this file passes its own rule.
const unfinishedWords = [
  ["TO", "DO"],
  ["FIX", "ME"],
  ["XX", "X"],
  ["HA", "CK"],
].map((halves) => halves.join(""));
const finished: Rule = {
  states: "nothing is left as a note to oneself",
  judge: ({ text }) =>
    [...text.matchAll(new RegExp(String.raw`\b(?:${unfinishedWords.join("|")})\b`, "g"))].map(([found]) => found),
  planted: unfinishedWords.map((word) => file(`// ${word}: taxes`)),
  admitted: [file(`// Taxes are in hundredths of a percent.`)],
};

const exportedName = /^export\s+(?:async\s+)?(?:function\*?|const|type|class)\s+(\w+)/gm;
const words = (name: string): string[] =>
  name
    .replaceAll(/([a-z\d])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/);
const commentsIn = (text: string): string => (text.match(/\/\*\*?[^]*?\*\/|(?<=^|\s)\/\/.*$/gm) ?? []).join("\n");

const fieldsWords: Rule = {
  states: "files, exported names and comments of the shop use the field's words",
  judge: ({ path, text, code }) => {
    if (isTest(path)) return [];
    const exported = [...code.matchAll(exportedName)].map(([, name = ""]) => name);
    return [path, ...exported, commentsIn(text)]
      .flatMap(words)
      .filter((word) => Object.hasOwn(retiredWords, word))
      .map((word) => `"${word}": say ${retiredWords[word]}`);
  },
  planted: [
    file("", "src/orders/leaving.ts"),
    file(`export const openLookout = () => 1;`),
    file(`/** Whoever asks gets a tax. */`),
    file(`const one = 1; // a twin of the other`),
  ],
  admitted: [file(`/** Returns the tax. */\nexport const taxOf = () => "whoever";`)],
};

export const textRules: readonly Rule[] = [
  fieldsWords,
  oneEnvironment,
  noStateOfModules,
  noConsole,
  literalImports,
  requiredWriters,
  personalReads,
  boundedCalls,
  namedFiles,
  namedThings,
  shortFiles,
  finished,
];
