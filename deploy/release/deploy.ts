import { execFileSync } from "node:child_process";
import type { Host } from "./host.ts";
import type { Plan } from "./plan.ts";
import { locked, NotReleased, outdated, previousOf, releaseName, releasesOn, type Releases } from "./releases.ts";
import { GateFailed, roll, type Rolling } from "./roll.ts";
import * as scripts from "./scripts.ts";

/** What a release needs. */
export type Releasing = Omit<Rolling, "plan"> & {
  readonly plan: Pick<Plan, "install" | "keep" | "gateSeconds" | "settleSeconds">;
  readonly hosts: readonly Host[];
  /** Who releases, for the lock. */
  readonly by: string;
};

/** A commit of a repository. */
export type Commit = { readonly repository: string; readonly ref: string };

/** An installation may fetch every package anew. */
const installSeconds = 900;
/** A migration may take long; only its locks are short. */
const migrateSeconds = 3600;
const mostBytes = 1024 ** 3;

/**
 * Releases a commit: puts it on every host, migrates the database, then rolls. Throws NotReleased, HostFailure or
 * GateFailed. Returns the release's name.
 */
export async function release(commit: Commit, releasing: Releasing): Promise<string> {
  const { hosts, plan, say } = releasing;
  const { archive, told } = pack(commit);
  return locked(hosts, releasing.by, async () => {
    const before = await lookAt(hosts);
    const name = releaseName(
      new Date(),
      [...before.values()].flatMap(({ all }) => all),
    );
    say(`release ${name}: ${told}`);
    try {
      await prepare(name, { archive, told }, releasing);
      await roll(asTargets(before), name, releasing);
    } catch (error) {
      // A release that still serves somewhere must stay.
      if (!(error instanceof GateFailed) || error.isReturned)
        for (const host of hosts) await host.run(scripts.setAside(host.folder, name)).catch(() => undefined);
      throw error;
    }
    for (const host of hosts) {
      const old = outdated(await releasesOn(host), plan.keep);
      await host.run(scripts.remove(host.folder, old));
      if (old.length > 0) say(`${host.at}: removed ${old.join(", ")}`);
    }
    return name;
  });
}

/** Rolls every host back to the release before. The schema stays. Throws as `release` does. Returns that release. */
export function rollback(releasing: Releasing): Promise<string> {
  return locked(releasing.hosts, releasing.by, async () => {
    const before = await lookAt(releasing.hosts);
    const previous = previousOf(before);
    releasing.say(`roll back to ${previous}; the database's schema stays`);
    await roll(asTargets(before), previous, releasing);
    return previous;
  });
}

async function lookAt(hosts: readonly Host[]): Promise<ReadonlyMap<Host, Releases>> {
  return new Map(await Promise.all(hosts.map(async (host) => [host, await releasesOn(host)] as const)));
}

function asTargets(before: ReadonlyMap<Host, Releases>) {
  return new Map([...before].map(([host, { current }]) => [host, { from: current }] as const));
}

/** Packs a commit as an archive. Throws NotReleased for what is none. */
function pack({ repository, ref }: Commit): { readonly archive: Buffer; readonly told: string } {
  const git = (...given: string[]) =>
    execFileSync("git", given, { cwd: repository, maxBuffer: mostBytes, stdio: ["ignore", "pipe", "ignore"] });
  try {
    // A branch may move between two looks at it, and a name that begins like an option is none.
    const commit = git("rev-parse", "--verify", "--end-of-options", `${ref}^{commit}`).toString().trim();
    // A subject may hold signs that control a terminal.
    const told = git("log", "-1", "--format=%h %s", commit, "--").toString().replaceAll(/\p{C}/gu, "");
    return { archive: git("archive", "--format=tar.gz", commit), told };
  } catch {
    throw new NotReleased(`${ref} is no commit of this repository.`);
  }
}

/** Puts a release on every host and migrates the database; nothing of it serves yet. */
async function prepare(
  name: string,
  { archive, told }: { readonly archive: Buffer; readonly told: string },
  { hosts, plan, say, signal }: Releasing,
): Promise<void> {
  for (const { at, folder, run } of hosts) {
    signal.throwIfAborted();
    say(`${at}: unpack`);
    await run(scripts.unpack(folder, name, told), { input: archive });
    say(`${at}: install packages`);
    await run(scripts.install(folder, name, plan.install), { seconds: installSeconds });
  }
  const [first] = hosts;
  if (!first) return;
  signal.throwIfAborted();
  say(`${first.at}: migrate`);
  const applied = await first.run(scripts.migrate(first.folder, name), { seconds: migrateSeconds });
  if (applied !== "") for (const line of applied.split("\n")) say(`${first.at}: ${line}`);
}
