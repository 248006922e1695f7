import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { settingsDocuments } from "../tools/write-settings.ts";
import { moves } from "../src/orders/states/states.ts";
import { refusals } from "../src/platform/refusal.ts";
import { root } from "./architecture/source.ts";
import {
  linesOf,
  manifest,
  readDocuments,
  unknownCommands,
  unknownPaths,
  unknownSettings,
  wrongDependencies,
  type Document,
} from "./documents/document.ts";

const documents = readDocuments();
const planted = (text: string): Document => ({ path: "docs/planted.md", text });
const faultsIn = (judge: (document: Document) => string[]) =>
  documents.flatMap((document) => judge(document).map((fault) => `${document.path}: ${fault}`));

test("every command that a document names exists", () => {
  assert.deepEqual(faultsIn(unknownCommands), []);
  assert.deepEqual(unknownCommands(planted("Say `npm run fly`, then:\n\n```sh\nnpm stop\n```\n")), [
    "npm run fly",
    "npm stop",
  ]);
  assert.deepEqual(
    unknownCommands(planted("npm brings `npm ci && npm run check && npm test`, `npm start -- --help`")),
    [],
  );
});

test("every setting that a document names exists", () => {
  assert.deepEqual(faultsIn(unknownSettings), []);
  assert.deepEqual(unknownSettings(planted("Set `DATABASE_ADRESS`, or COLOUR=red npm start.")), [
    "DATABASE_ADRESS",
    "COLOUR",
  ]);
  assert.deepEqual(
    unknownSettings(planted("`DATABASE_URL`, PORT=3001 npm start, CI=true, and PRO_01 from PostgreSQL.")),
    [],
  );
});

test("every path that a document names exists", () => {
  assert.deepEqual(faultsIn(unknownPaths), []);
  const wrong =
    "See [there](there.md), [up](../src/nowhere.ts), `src/shop.ts`, `platform/engine`, `tests/all.ts` and `src/*/query.ts`.";
  assert.deepEqual(unknownPaths(planted(wrong)), [
    "there.md",
    "../src/nowhere.ts",
    "src/shop.ts",
    "platform/engine",
    "tests/all.ts",
    "src/*/query.ts",
  ]);
  const right =
    "[License](../LICENSE), [web](https://example.org/a), `src/tax`, `platform/database`, `src/**/*.queries.ts`, `/tax/:tax_id`, `a / b`";
  assert.deepEqual(unknownPaths(planted(right)), []);
});

test("every error code has a line with its status in the guide, and no other has", () => {
  const guide = readFileSync(join(root, "docs/guides/error-codes.md"), "utf8");
  const told = [...guide.matchAll(/^\| `([A-Z]{3}_\d{2})` \| (\d{3}) \|/gm)].map(
    ([, code, status]) => `${code} ${status}`,
  );
  const known = Object.entries(refusals).map(([code, [status]]) => `${code} ${status}`);
  assert.deepEqual(told.toSorted(), known.toSorted());
});

test("every script runs a file that exists", () => {
  const missing = (scripts: Readonly<Record<string, string>>) =>
    Object.values(scripts).flatMap((script) =>
      [...script.matchAll(/(?<=[\s=])(?:\.\/)?[\w/.-]+\.ts\b/g)]
        .map(([path]) => path)
        .filter((path) => !existsSync(join(root, path))),
    );
  assert.deepEqual(missing(manifest.scripts), []);
  assert.deepEqual(missing({ fly: "node src/cli/fly.ts" }), ["src/cli/fly.ts"]);
});

test("what is generated from the settings is as npm run docs:settings writes it", () => {
  const generated = Object.entries(settingsDocuments());
  assert.deepEqual(
    generated.map(([path]) => path),
    ["docs/settings.md", ".env.example"],
  );
  for (const [path, text] of generated) {
    assert.equal(readFileSync(join(root, path), "utf8"), text);
    assert.match(text, /\bDATABASE_TRANSACTION_CONNECTIONS\b.*\b10\b/);
  }
});

test("every direct dependency has a line that says what it spares, and its licence", () => {
  const text = readFileSync(join(root, "docs/dependencies.md"), "utf8");
  assert.deepEqual(wrongDependencies(text), []);
  const without = text.replace(/^\| `pg` .*\n/m, "");
  assert.deepEqual(wrongDependencies(without), ["pg has no line"]);
  assert.deepEqual(wrongDependencies(`${text}\n| \`left-pad\` | spaces | MIT |\n`), ["left-pad is no dependency"]);
  assert.deepEqual(wrongDependencies(text.replace(/^(\| `pg` .*)MIT/m, "$1GPL-3.0")), ["pg has the licence MIT"]);
});

/** Returns the transitions in the diagrams of `docs/states.md`, by the heading above each; without start and end. */
const drawnMoves = (text: string): Map<string, readonly (readonly [string, string])[]> =>
  new Map(
    [...text.matchAll(/^## (.*)\n+```mermaid\n([^]*?)```/gm)].map(([, heading = "", picture = ""]) => [
      heading,
      [...picture.matchAll(/^ {2}(\w+) --> (\w+)/gm)].map(([, from = "", to = ""]) => [from, to] as const),
    ]),
  );

test("the pictures of states show the moves of orders, and the states that the tables allow", () => {
  const drawn = drawnMoves(readFileSync(join(root, "docs/states.md"), "utf8"));
  const known = Object.entries(moves).flatMap(([from, targets]) => targets.map((to) => `${from} ${to}`));
  assert.deepEqual((drawn.get("Orders") ?? []).map((move) => move.join(" ")).toSorted(), known.toSorted());
  const schema = readFileSync(join(root, "migrations/schema.sql"), "utf8");
  const tables = { "Attempts to pay": "payment_attempt", Refunds: "refund", Disputes: "dispute" };
  for (const [heading, table] of Object.entries(tables)) {
    const [, list = ""] = new RegExp(`constraint ${table}_status_check CHECK .*ARRAY\\[(.*)\\]`).exec(schema) ?? [];
    const allowed = [...list.matchAll(/'(\w+)'/g)].map(([, status = ""]) => status);
    assert.ok(allowed.length > 2, table);
    assert.deepEqual([...new Set((drawn.get(heading) ?? []).flat())].toSorted(), allowed.toSorted(), heading);
  }
  const planted = "## Orders\n\n```mermaid\nstateDiagram-v2\n  [*] --> a: begun\n  a --> b\n```\n";
  assert.deepEqual(drawnMoves(planted), new Map([["Orders", [["a", "b"]]]]));
});

test("what should be read first is short", () => {
  const longest: Readonly<Record<string, number>> = { "README.md": 150, "ARCHITECTURE.md": 200 };
  const tooLong = ({ path, text }: Document) => linesOf(text) > (longest[path] ?? Infinity);
  assert.deepEqual(
    documents.filter(tooLong).map(({ path }) => path),
    [],
  );
  assert.ok(tooLong({ path: "README.md", text: "line\n".repeat(151) }));
  assert.ok(!tooLong({ path: "README.md", text: "line\n".repeat(150) }));
});

test("every decision is a page with its claim, its context, its price and when to think again", () => {
  const isComplete = ({ text }: Document) =>
    /^# \S/.test(text) && ["Context", "Price", "When to reopen"].every((heading) => text.includes(`\n## ${heading}\n`));
  const decisions = documents.filter(({ path }) => /^docs\/decisions\/\d/.test(path));
  assert.ok(decisions.length >= 9);
  assert.deepEqual(
    decisions.filter((decision) => !isComplete(decision)).map(({ path }) => path),
    [],
  );
  assert.ok(!isComplete(planted("# A claim\n\n## Context\n\n…\n")));
});
