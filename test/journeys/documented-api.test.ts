import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { isBalanced } from "../support/servers/front.ts";
import { sampleProgram } from "../support/servers/program.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const run = promisify(execFile);
const pages = globSync("docs/api/*.md", { cwd: root }).toSorted();
/** Returns a page's text. Where the page shows a shop without a replica, the shop of the ground may have one. */
const textOf = (page: string): string => {
  const text = readFileSync(join(root, page), "utf8");
  return isBalanced()
    ? text.replace('"replica": "none"', '"replica": "…"').replace('"replicas": []', '"replicas": ["…"]')
    : text;
};

const program = sampleProgram();

/** Commands of a page, and the reply that the page shows for the last of them. */
type Example = { readonly commands: string; readonly answer: unknown };

const examplesOf = (text: string): Example[] =>
  [...text.matchAll(/```sh\n([^]*?)```\n+```json\n([^]*?)```/g)].map(([, commands = "", answer = ""]) => ({
    commands,
    answer: JSON.parse(answer),
  }));

/**
 * Returns where a reply differs from the one shown; `…` matches anything, as a value, a further element or a further
 * member.
 */
const differencesBetween = (shown: unknown, answer: unknown, path = "$"): string[] => {
  if (shown === "…") return [];
  if (typeof shown !== "object" || shown === null || typeof answer !== "object" || answer === null)
    return shown === answer ? [] : [`${path} is ${JSON.stringify(answer)}, shown as ${JSON.stringify(shown)}`];
  if (Array.isArray(shown) !== Array.isArray(answer)) return [`${path} is of another kind`];
  if (Array.isArray(shown) && Array.isArray(answer)) {
    const isOpen = shown.at(-1) === "…";
    const elements = isOpen ? shown.slice(0, -1) : shown;
    const length = isOpen || elements.length === answer.length ? [] : [`${path} has ${answer.length} elements`];
    return [
      ...length,
      ...elements.flatMap((one, index) => differencesBetween(one, answer[index], `${path}[${index}]`)),
    ];
  }
  const { "…": rest, ...members } = shown as Record<string, unknown>;
  const given = answer as Record<string, unknown>;
  const unshown = rest === undefined ? Object.keys(given).filter((name) => !Object.hasOwn(members, name)) : [];
  return [
    ...unshown.map((name) => `${path}.${name} is not shown`),
    ...Object.entries(members).flatMap(([name, one]) => differencesBetween(one, given[name], `${path}.${name}`)),
  ];
};

/** Runs the commands of a page in order in one shell; returns the output of the last command of each example. */
const answersOf = async (examples: readonly Example[]): Promise<string[]> => {
  const script = examples
    .map(({ commands }) =>
      commands.replaceAll("curl ", "curl --silent ").replaceAll("http://localhost:3000", program().url),
    )
    .map((commands) => {
      const lines = commands.trimEnd().replaceAll("\\\n", " ").split("\n");
      return [
        ...lines.slice(0, -1).map((line) => (line.includes("=$(") ? line : `${line} > /dev/null`)),
        lines.at(-1),
        "echo",
      ];
    });
  const { stdout } = await run("bash", ["-euo", "pipefail", "-c", script.flat().join("\n")], {
    env: { ...process.env },
  });
  return stdout.trimEnd().split("\n");
};

for (const page of pages)
  test(`the commands of ${basename(page)} are answered as it shows`, async () => {
    const examples = examplesOf(textOf(page));
    assert.ok(examples.length > 0);
    const answers = await answersOf(examples);
    assert.equal(answers.length, examples.length);
    const differences = examples.flatMap(({ commands, answer }, index) =>
      differencesBetween(answer, JSON.parse(answers[index] ?? "")).map(
        (difference) => `${commands.trim()}: ${difference}`,
      ),
    );
    assert.deepEqual(differences, []);
  });

test("every operation stands on one page, and no page names another", async () => {
  const { paths } = (await (await fetch(`${program().url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, unknown>>;
  };
  const known = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const named = pages.flatMap((page) =>
    textOf(page)
      .split("\n")
      .filter((line) => line.startsWith("| `"))
      .flatMap((line) =>
        [...(line.split(" | ")[0] ?? "").matchAll(/`([A-Z]+ \/[^`]*)`/g)].map(([, operation = ""]) => operation),
      ),
  );
  assert.deepEqual(named.toSorted(), known.toSorted());
});

test("answers that differ from what is shown are noticed", () => {
  const shown = { id: 1, name: "…", lines: [{ price: "1.00", "…": "…" }, "…"] };
  assert.deepEqual(differencesBetween(shown, { id: 1, name: "Fox", lines: [{ price: "1.00", units: 2 }, 3] }), []);
  assert.deepEqual(differencesBetween(shown, { id: 2, lines: [{ price: "1" }], more: true }), [
    "$.more is not shown",
    "$.id is 2, shown as 1",
    '$.lines[0].price is "1", shown as "1.00"',
  ]);
  assert.deepEqual(differencesBetween([1], [1, 2]), ["$ has 2 elements"]);
  assert.deepEqual(differencesBetween([], {}), ["$ is of another kind"]);
});
