import type pg from "pg";
import type { Placement } from "../../../migrations/placement.ts";
import type { Described } from "./described.ts";
import { refusedReadOnly } from "./described.ts";

/** A statement as `reads` and `writes` make it. */
export type Made = { readonly kind: "read" | "write"; readonly text: string };

/**
 * Functions that have no effect, though PostgreSQL calls them volatile because their results change; `system` draws
 * samples.
 */
const watching =
  /^(clock_timestamp|timeofday|pg_sleep|pg_relation_size|system|pg_(last|current|is|get|wal|stat|control)_\w+)$/;

const withoutRemarks = (text: string): string => text.replaceAll(/--.*$/gm, " ").replaceAll(/\s+/g, " ").trim();

/** Returns the functions named in the text that may have an effect: setval, pg_notify, pg_advisory_lock, … */
const functionsWithEffect = async (client: pg.Client, text: string): Promise<string[]> => {
  const called = [...text.matchAll(/\b([a-z_]\w*)\s*\(/gi)].map(([, name = ""]) => name.toLowerCase());
  const { rows } = await client.query<{ name: string }>(
    `select distinct proname as name from pg_proc where provolatile = 'v' and proname = any ($1::text[])`,
    [called],
  );
  return rows.map(({ name }) => name).filter((name) => !watching.test(name));
};

/**
 * Checks that a statement declared as a read does not write, lock or signal, and that a write does at least one of
 * these.
 */
export const kindFaults = async (client: pg.Client, { kind, text }: Made, { plan }: Described): Promise<string[]> => {
  const isWriting = plan.some((node) => node.kind === "ModifyTable");
  const isLocking = plan.some((node) => node.kind === "LockRows");
  const effects = await functionsWithEffect(client, withoutRemarks(text));
  if (kind === "write")
    return isWriting || isLocking || effects.length > 0 ? [] : ["is declared as writing and only reads"];
  const objection = isWriting || effects.length > 0 ? await refusedReadOnly(client, text) : undefined;
  return [
    ...(isWriting ? [`is declared as reading and writes (${objection})`] : []),
    ...(isLocking ? ["is declared as reading and locks rows"] : []),
    ...(effects.length > 0 ? [`is declared as reading and calls ${effects.join(", ")}`] : []),
  ];
};

const tablesOf = (text: string, { plan }: Described): Set<string> =>
  new Set([
    ...plan.flatMap(({ table }) => table ?? []),
    ...[...text.matchAll(/\b(?:from|join|into|update)\s+(?:only\s+)?(?:public\.)?(\w+)/gi)].map(
      ([, table = ""]) => table,
    ),
  ]);

/** Returns whether the column is compared with something, joined by, or given a value. */
const names = (text: string, column: string): boolean =>
  [
    `\\b${column}\\)? *(=|in *\\()`,
    `= *(\\w+\\.)?${column}\\b`,
    `using *\\([^)]*\\b${column}\\b`,
    `insert into \\w+ *(as \\w+ *)?\\([^)]*\\b${column}\\b`,
    `\\([^()]*\\b${column}\\b[^()]*\\) *(=|<|>|in\\b)`,
  ].some((shape) => new RegExp(shape, "i").test(text));

const unsteady =
  /\b(now|random|clock_timestamp|statement_timestamp|transaction_timestamp|gen_random_uuid|nextval)\s*\(|\b(current_timestamp|current_date|localtimestamp)\b/i;

/** Returns what prevents a statement from running on a distributed database. */
export const placementFaults = (
  made: Made,
  described: Described,
  placements: Readonly<Record<string, Placement>>,
): string[] => {
  const text = withoutRemarks(made.text);
  const faults: string[] = [];
  for (const table of tablesOf(text, described)) {
    const placement = placements[table];
    if (placement?.lives !== "by") continue;
    const { column } = placement;
    if (!names(text, column)) faults.push(`touches ${table} and does not name ${column}`);
    if (
      new RegExp(`\\bupdate ${table}\\b[^;]*?\\bset\\b(?:(?!\\bwhere\\b|\\breturning\\b).)*?\\b${column} *=`, "i").test(
        text,
      )
    )
      faults.push(`moves rows of ${table}: sets ${column}`);
    if (new RegExp(`\\binsert into ${table} *(as \\w+ *)?(\\([^)]*\\) *)?(with|select)\\b`, "i").test(text))
      faults.push(`fills ${table} by insert … select`);
  }
  for (const [, table = "", changes = ""] of text.matchAll(
    /\binsert into (\w+)(?:(?!\binsert into\b).)*?\bdo update\b(.*?)(?=\breturning\b|\binsert into\b|$)/gi,
  ))
    if (placements[table]?.lives !== "local" && unsteady.test(changes))
      faults.push(`uses a value of the moment in do update of ${table}`);
  if (/^(with\b.*\) *)?merge into\b/i.test(text)) faults.push("is a merge");
  return faults;
};
