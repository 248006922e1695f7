import { quoted } from "./host.ts";
import type { Process } from "./plan.ts";

/** Exit code of a script that found another release under way (EX_TEMPFAIL of sysexits). */
export const lockedCode = 75;

/** How `state` marks a release that was current once. */
export const servedMark = "served";

/** Polls a URL until it answers 200, or prints its last answer and fails. Plain JavaScript for `node -e`. */
const poll = `
const [url, seconds] = process.argv.slice(1);
const giveUpAt = Date.now() + seconds * 1000;
const look = async () => {
  try {
    const reply = await fetch(url, { signal: AbortSignal.timeout(3000) });
    return reply.status === 200 ? undefined : reply.status + " " + (await reply.text()).slice(0, 300);
  } catch (error) {
    return String(error.cause ?? error);
  }
};
(async () => {
  for (;;) {
    const said = await look();
    if (said === undefined) return;
    if (Date.now() >= giveUpAt) {
      console.error(url + " is not ready: " + said);
      process.exit(1);
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
})();`;

/** Node of the release, where npm installed one, else the host's. */
const withNode = 'PATH="$PWD/node_modules/.bin:$PATH"; export PATH';

/** Returns the script that takes the lock of a host, or says who holds it. */
export function lock(folder: string, by: string): string {
  const held = quoted(`${folder}/lock`);
  return `set -e
mkdir -p ${quoted(`${folder}/releases`)} ${quoted(`${folder}/shared`)}
if mkdir ${held} 2>/dev/null; then printf '%s' ${quoted(by)} > ${held}/by; else cat ${held}/by >&2 || true; exit ${lockedCode}; fi`;
}

export function unlock(folder: string): string {
  return `rm -rf ${quoted(`${folder}/lock`)}`;
}

/**
 * Returns the script that prints `current`, with the folder of the current release, and all releases, a line each, with a
 * mark behind those that have served.
 */
export function state(folder: string): string {
  return `set -e
cd ${quoted(folder)}
echo "current $(readlink current)"
for one in $(ls releases); do if test -e "releases/$one/SERVED"; then echo "$one ${servedMark}"; else echo "$one"; fi; done`;
}

/** Returns the script that unpacks an archive from standard input as a release, with the shared settings in it. */
export function unpack(folder: string, release: string, commit: string): string {
  return `set -e
cd ${quoted(folder)}
test -f shared/.env || { echo "There are no settings: write ${folder}/shared/.env first." >&2; exit 1; }
mkdir releases/${release}
cd releases/${release}
tar -xz
printf '%s\\n' ${quoted(commit)} > COMMIT
ln -s ../../shared/.env .env`;
}

/** Returns the script that installs packages in a release, and compiles the program once: later starts are faster. */
export function install(folder: string, release: string, command: string): string {
  return `set -e
cd ${quoted(`${folder}/releases/${release}`)}
${command}
${withNode}
node src/cli/launch.js --version`;
}

export function migrate(folder: string, release: string): string {
  return `cd ${quoted(`${folder}/releases/${release}`)} && npm run --silent migrate -- --rolling`;
}

/** Returns the script that makes a release the current one, at one moment. */
export function switchTo(folder: string, release: string): string {
  return `set -e
cd ${quoted(folder)}
test -d releases/${release}
touch releases/${release}/SERVED
rm -f current.new
ln -s releases/${release} current.new
mv -T current.new current`;
}

/** Returns the script that succeeds once a process serves the current release, within the given time. */
export function gate(folder: string, { ready, alive }: Process, seconds: number): string {
  return ready === undefined
    ? `cd ${quoted(folder)} && ${alive ?? "false"}`
    : `cd ${quoted(`${folder}/current`)} && ${withNode} && node -e ${quoted(poll)} ${quoted(ready)} ${seconds}`;
}

/** Returns the script that puts a release that failed aside; one that failed before makes room for it. */
export function setAside(folder: string, release: string): string {
  return `cd ${quoted(folder)} && rm -rf failed && if test -d releases/${release}; then mv releases/${release} failed; fi`;
}

export function remove(folder: string, releases: readonly string[]): string {
  return releases.length === 0 ? ":" : `cd ${quoted(`${folder}/releases`)} && rm -rf ${releases.join(" ")}`;
}
