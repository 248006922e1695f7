import { HostFailure, type Host } from "./host.ts";
import * as scripts from "./scripts.ts";

/** What is on a host. */
export type Releases = {
  readonly current: string | undefined;
  /** All releases, oldest first, with those that were interrupted before they served. */
  readonly all: readonly string[];
  /** Those that were current once, oldest first. */
  readonly served: readonly string[];
};

/** Thrown for a release that cannot begin, or that ended before it changed what customers use. */
export class NotReleased extends Error {}

const name = /^\d{8}T\d{6}Z$/;

/**
 * Returns the name of a release that begins now. Names sort by time: it is later than those that are there, whatever the
 * clocks of other machines said.
 */
export function releaseName(now: Date, earlier: readonly string[] = []): string {
  const newest = earlier.toSorted().at(-1);
  const own = nameOf(now);
  return newest === undefined || own > newest ? own : nameOf(new Date(momentOf(newest) + 1000));
}

export async function releasesOn(host: Host): Promise<Releases> {
  const [first = "", ...rest] = (await host.run(scripts.state(host.folder))).split("\n");
  const current = first.split("/").at(-1) ?? "";
  const found = rest.map((line) => line.split(" ")).filter(([one = ""]) => name.test(one));
  const namesOf = (lines: readonly string[][]) => lines.map(([one = ""]) => one).toSorted();
  return {
    current: name.test(current) ? current : undefined,
    all: namesOf(found),
    served: namesOf(found.filter(([, mark]) => mark === scripts.servedMark)),
  };
}

/** Returns the releases that may be removed: all but the newest `keep` that have served, never the current one. */
export function outdated({ current, all, served }: Releases, keep: number): string[] {
  const kept = new Set([...served.slice(-keep), current]);
  return all.filter((one) => !kept.has(one));
}

/** Returns the release before the current one, which all hosts must have. Throws NotReleased. */
export function previousOf(found: ReadonlyMap<Host, Releases>): string {
  const currents = new Set([...found.values()].map(({ current }) => current));
  const [current] = currents;
  if (current === undefined) throw new NotReleased("There is no release to go back from.");
  if (currents.size > 1)
    throw new NotReleased(
      `Hosts differ: ${[...found].map(([{ at }, releases]) => `${at} has ${releases.current ?? "none"}`).join(", ")}. Release anew.`,
    );
  const lists = [...found.values()].map(({ served }) => served.filter((one) => one < current));
  const previous = lists[0]?.findLast((one) => lists.every((list) => list.includes(one)));
  if (previous === undefined) throw new NotReleased("There is no release before the current one on every host.");
  return previous;
}

/** Runs the work while no other release can begin on any of the hosts. Throws NotReleased when one is under way. */
export async function locked<Result>(hosts: readonly Host[], by: string, work: () => Promise<Result>): Promise<Result> {
  const held: Host[] = [];
  try {
    for (const host of hosts) {
      await host.run(scripts.lock(host.folder, by)).catch((error: unknown) => {
        if (!(error instanceof HostFailure) || error.code !== scripts.lockedCode) throw error;
        throw new NotReleased(
          `Another release is under way. ${error.message}. If it has ended: npm run release -- unlock`,
        );
      });
      held.push(host);
    }
    return await work();
  } finally {
    for (const host of held) await host.run(scripts.unlock(host.folder)).catch(() => undefined);
  }
}

function nameOf(moment: Date): string {
  return moment
    .toISOString()
    .replaceAll(/[-:]/g, "")
    .replace(/\.\d+Z$/, "Z");
}

function momentOf(release: string): number {
  return Date.parse(release.replace(/^(....)(..)(..T..)(..)(..Z)$/, "$1-$2-$3:$4:$5"));
}
