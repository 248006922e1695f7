import { type Assumptions, assumptionsWith, figures, general, generalNames, optionOf } from "./assumptions.ts";
import { defaultRegions, parseRegions, type Region } from "./regions.ts";
import { kinds, requestKinds } from "./requests.ts";
import { needsTable, number, regionsTable, table } from "./tables.ts";

/** The numbers of daily users that are computed unless others are asked for. */
export const defaultUsers = [100_000, 1_000_000, 10_000_000, 100_000_000] as const;

const begin = "<!-- What follows, up to the end mark, is written by npm run capacity. -->";
const end = "<!-- End of what npm run capacity writes. -->";

export type Question = {
  readonly users: readonly number[];
  readonly assumptions: Assumptions;
  readonly regions: readonly Region[];
};

/** Returns what is needed, and every assumption with its source, as Markdown. */
export function answerTo({ users, assumptions, regions }: Question): string {
  return `${needsTable(users, assumptions)}

In ${regions.length} regions, of which each can carry all users:

${regionsTable(users, assumptions, regions)}

${assumptionsText(assumptions)}`;
}

/** Returns the document with the answer under the default assumptions between its marks. */
export function withAnswer(document: string): string {
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error("The document has no marks for what npm run capacity writes.");
  const question = { users: defaultUsers, assumptions: assumptionsWith(), regions: parseRegions(defaultRegions) };
  return `${document.slice(0, from)}${begin}\n\n${answerTo(question)}\n\n${document.slice(to)}`;
}

function assumptionsText({ general: values, requests }: Assumptions): string {
  const named = generalNames.map((name) => {
    const { unit, source } = general[name];
    return [`\`--${optionOf(name)}\``, `${number(values[name])} ${unit}`, source];
  });
  const ofKinds = kinds.map((kind) => [
    `\`--${optionOf(kind)}-…\``,
    ...figures.map((figure) => number(requests[kind][figure])),
    requestKinds[kind].source,
  ]);
  return `Every assumption can be set by its option:

${table(["option", "value", "source"], named)}

And for each kind of request (${figures.map((figure) => `\`…-${optionOf(figure)}\``).join(", ")}):

${table(["option", ...figures.map((figure) => optionOf(figure).replaceAll("-", " ")), "source"], ofKinds)}`;
}
