/** A migration as it lies in `migrations`: the name of its file, and its text. */
export type MigrationFile = { readonly name: string; readonly text: string };

const claim = /^-- compatible from (\d{4})$/m;
const plainDefault = /\bdefault\s+(?:'[^']*'(?:::\w+)?|-?[\d.]+|true|false|null|now\(\))(?=[\s,)]|$)/;

/**
 * Returns what in a migration that says `-- compatible from …` would break or hold up servers of the version before: all
 * but new tables, with their indexes and first rows, new functions, and new columns that older programs need not know.
 */
export const unsafeParts = ({ name, text }: MigrationFile, numbers: readonly number[]): string[] => {
  const [, from] = claim.exec(text) ?? [];
  if (from === undefined) return [];
  const isBefore = Number(from) < Number(name.slice(0, 4)) && numbers.includes(Number(from));
  const statements = statementsIn(text);
  const own = new Set(statements.flatMap((statement) => /^create table (\w+)/.exec(statement)?.slice(1) ?? []));
  return [
    ...(isBefore ? [] : [`there is no migration ${from} before it`]),
    ...statements.filter((statement) => !isSafe(statement, own)),
  ];
};

/** Returns the statements of a migration in lower case, on one line each, without comments. */
const statementsIn = (text: string): string[] =>
  text
    .replaceAll(/--.*$/gm, "")
    .split(/(\$\w*\$[^]*?\$\w*\$)/)
    .map((part, index) => (index % 2 === 1 ? "$body$" : part))
    .join("")
    .toLowerCase()
    .split(";")
    .map((statement) => statement.replaceAll(/\s+/g, " ").trim())
    .filter((statement) => statement !== "");

const isSafe = (statement: string, own: ReadonlySet<string>): boolean => {
  if (/^(?:create table|create function|comment on) /.test(statement)) return true;
  const [, of = ""] = /^(?:create (?:unique )?index \w+ on|insert into|revoke [a-z, ]+ on) (\w+)/.exec(statement) ?? [];
  if (own.has(of)) return true;
  const [, changes] = /^alter table \w+ (.*)$/.exec(statement) ?? [];
  return changes !== undefined && changes.split(/, (?=add\b|drop\b|alter\b|rename\b)/).every(addsIgnorable);
};

/** Returns whether a change of a table adds a column that rows of older programs leave at null, or at its default. */
const addsIgnorable = (change: string): boolean =>
  /^add column \w+ /.test(change) &&
  !/\b(?:references|unique|primary|generated)\b/.test(change) &&
  (plainDefault.test(change) || !/\bnot null\b|\bdefault\b/.test(change));
