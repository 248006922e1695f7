import { writeFileSync } from "node:fs";
import { admitted } from "../src/platform/config.ts";
import { settings } from "../src/platform/settings.ts";
import { takesNoArguments } from "../src/cli/no-arguments.ts";

type Setting = (typeof settings)[keyof typeof settings];

const all = Object.values(settings) as readonly Setting[];
const root = new URL("../", import.meta.url);

const usage = "Usage: npm run docs:settings    writes docs/settings.md and .env.example anew\n";

if (import.meta.main && takesNoArguments(usage))
  for (const [path, text] of Object.entries(settingsDocuments())) writeFileSync(new URL(path, root), text);

/** Returns the generated documents by their paths from the repository's root. */
export function settingsDocuments(): Readonly<Record<string, string>> {
  return {
    "docs/settings.md": settingsPage(),
    ".env.example": environmentExample(),
  };
}

function settingsPage(): string {
  return `# Settings

Selvedge reads its settings from the environment, and from a file named \`.env\` in the folder it is started in; the
environment wins. A setting left empty has its default. A wrong setting stops the start, and all wrong ones are told at
once; so does a line of \`.env\` that sets nothing and is no remark, with its number. This page and \`.env.example\` are written by \`npm run docs:settings\` from \`src/platform/settings.ts\` and
\`src/platform/order-settings.ts\`.

| setting | default | admits | what it does |
| --- | --- | --- | --- |
${all.map(row).join("\n")}
`;
}

function row({ env, about, fallback, schema }: Setting): string {
  return `| ${[code(env), fallback === "" ? "empty" : code(fallback), admitted(schema), about].map(inCell).join(" | ")} |`;
}

function code(text: unknown): string {
  return `\`${String(text)}\``;
}

function inCell(text: string): string {
  return text.replaceAll("|", "\\|");
}

function environmentExample(): string {
  return `# Every setting with its default. Copy this file to .env and uncomment what you change.
${all.map(({ env, about, fallback }) => `\n# ${about}\n# ${env}=${String(fallback)}`).join("\n")}
`;
}
