import { hostname, userInfo } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { release, rollback, type Releasing } from "./deploy.ts";
import { HostFailure, reachHosts, type Host } from "./host.ts";
import { readPlan, WrongPlan } from "./plan.ts";
import { NotReleased, releasesOn } from "./releases.ts";
import { GateFailed } from "./roll.ts";
import { unlock } from "./scripts.ts";

const usage = `Usage: npm run release                      releases the commit that is checked out
       npm run release -- deploy v1.2.0     another commit, branch or tag
       npm run release -- rollback          returns every host to the release before
       npm run release -- list              says what is on the hosts
       npm run release -- unlock            removes the lock of a release that was killed

Options: --plan <file>       hosts and how to restart their processes [release.json]
         --repository <dir>  where the commit comes from [this one]
`;
const here = fileURLToPath(new URL("../../", import.meta.url));

const { values, positionals } = readArguments();
if (values.help) process.stdout.write(usage);
else
  try {
    await run(positionals[0] ?? "deploy");
  } catch (error) {
    tellFailure(error);
  }

async function run(verb: string): Promise<void> {
  const plan = readPlan(values.plan);
  const hosts = reachHosts(plan);
  const stop = new AbortController();
  // The step under way ends first, and what was restarted goes back.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => stop.abort(new NotReleased("interrupted")));
  const by = `${userInfo().username}@${hostname()}, ${new Date().toISOString()}`;
  const releasing: Releasing = { plan, hosts, by, say, signal: stop.signal };
  if (verb === "deploy") {
    const commit = { repository: values.repository, ref: positionals[1] ?? "HEAD" };
    say(`released ${await release(commit, releasing)}`);
  } else if (verb === "rollback") say(`rolled back to ${await rollback(releasing)}`);
  else if (verb === "list") await list(hosts);
  else
    for (const { at, folder, run: runThere } of hosts) {
      await runThere(unlock(folder));
      say(`${at}: unlocked`);
    }
}

async function list(hosts: readonly Host[]): Promise<void> {
  for (const host of hosts) {
    const { current, all } = await releasesOn(host);
    for (const one of all) say(`${host.at}: ${one}${one === current ? " (current)" : ""}`);
  }
}

function readArguments() {
  try {
    const given = parseArgs({
      allowPositionals: true,
      options: {
        plan: { type: "string", default: "release.json" },
        repository: { type: "string", default: here },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    const [verb = "deploy", ...rest] = given.positionals;
    const isKnown = ["deploy", "rollback", "list", "unlock"].includes(verb);
    if (isKnown && rest.length <= (verb === "deploy" ? 1 : 0)) return given;
    process.stderr.write(usage);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}`);
  }
  process.exit(2);
}

/** Prints what went wrong in a sentence where a person can repair it, and whether customers notice. */
function tellFailure(error: unknown): void {
  process.exitCode = 1;
  if (error instanceof GateFailed)
    return say(
      error.isReturned
        ? "not released: every host runs what it ran before"
        : "NOT RETURNED: look at the hosts named above",
    );
  const isTold = [HostFailure, NotReleased, WrongPlan].some((kind) => error instanceof kind);
  say(`not released: ${isTold ? (error as Error).message : (error as Error).stack}`);
}

function say(line: string): void {
  process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
}
