import { readProcesses, treeOf } from "./processes.ts";

/** Parts of what runs, by the processes that each begins with; the descendants of one part belong to no other. */
export type Parts<Name extends string> = Readonly<Record<Name, readonly number[]>>;

/** The result of some work, and the processor seconds that each part used meanwhile. */
export type Used<Result, Name extends string> = {
  readonly result: Result;
  readonly seconds: Readonly<Record<Name, number>>;
};

/** Runs some work and tells the processor seconds of each part, those of ended processes included. */
export async function whileCounting<Result, Name extends string>(
  parts: Parts<Name>,
  work: () => Promise<Result>,
): Promise<Used<Result, Name>> {
  const before = secondsOfParts(parts);
  const result = await work();
  const after = secondsOfParts(parts);
  return { result, seconds: recordOf(namesOf(parts), (name) => after[name] - before[name]) };
}

/** Formats how many cores each part used that did anything, of processor seconds within so many seconds. */
export function coresText(seconds: Readonly<Record<string, number>>, within: number): string {
  return Object.entries(seconds)
    .filter(([, used]) => used > 0)
    .map(([name, used]) => `${name} ${(used / within).toFixed(2)}`)
    .join(", ");
}

function secondsOfParts<Name extends string>(parts: Parts<Name>): Readonly<Record<Name, number>> {
  const processes = readProcesses();
  const roots = new Set(Object.values<readonly number[]>(parts).flat());
  return recordOf(namesOf(parts), (name) =>
    parts[name].flatMap((pid) => treeOf(processes, pid, roots)).reduce((sum, { seconds }) => sum + seconds, 0),
  );
}

function namesOf<Name extends string>(parts: Parts<Name>): Name[] {
  return Object.keys(parts) as Name[];
}

function recordOf<Name extends string>(
  names: readonly Name[],
  value: (name: Name) => number,
): Readonly<Record<Name, number>> {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Name, number>;
}
