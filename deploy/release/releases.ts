import { HostFailure, type Host } from "./host.ts";
import * as scripts from "./scripts.ts";

/** What is on a host: the current release, and all releases, oldest first. */
export type Releases = { readonly current: string | undefined; readonly all: readonly string[] };

/** Thrown for a release that cannot begin, or that ended before it changed what customers use. */
export class NotReleased extends Error {}

const name = /^\d{8}T\d{6}Z$/;

/** Returns the name of a release that begins now: names sort by time. */
export function releaseName(now: Date): string {
  return now
    .toISOString()
    .replaceAll(/[-:]/g, "")
    .replace(/\.\d+Z$/, "Z");
}

export async function releasesOn(host: Host): Promise<Releases> {
  const [first = "", ...rest] = (await host.run(scripts.state(host.folder))).split("\n");
  const current = first.split("/").at(-1) ?? "";
  return { current: name.test(current) ? current : undefined, all: rest.filter((one) => name.test(one)).toSorted() };
}

/** Returns the releases that may be removed: all but the newest `keep`, never the current one. */
export function outdated({ current, all }: Releases, keep: number): string[] {
  return all.slice(0, Math.max(0, all.length - keep)).filter((one) => one !== current);
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
  const lists = [...found.values()].map(({ all }) => all.filter((one) => one < current));
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
