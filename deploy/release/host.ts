import { spawn } from "node:child_process";
import { once } from "node:events";
import type { HostPlan, Plan } from "./plan.ts";

/** A command that failed on a host; the message holds what it printed. */
export class HostFailure extends Error {
  /** Exit code; null when it was killed or took too long. */
  readonly code: number | null;

  constructor(message: string, code: number | null) {
    super(message);
    this.code = code;
  }
}

type RunOptions = {
  /** What the script reads from standard input. */
  readonly input?: Buffer;
  readonly seconds?: number;
};

/** A host of the plan. */
export type Host = HostPlan & {
  /** Runs a shell script there and returns what it printed, without blanks around it. Throws HostFailure. */
  run(script: string, options?: RunOptions): Promise<string>;
};

/** Time limit of a script that has none of its own. */
const longestSeconds = 120;
/** Maximum number of characters of a failed script's output in the message. */
const mostTold = 2000;

/** Returns the hosts of a plan, over ssh or, where `at` is `local`, on this machine. */
export function reachHosts({ hosts, ssh }: Pick<Plan, "hosts" | "ssh">): Host[] {
  return hosts.map((host): Host => {
    const [program = "ssh", ...options] = ssh;
    const command = (script: string): [string, string[]] =>
      host.at === "local" ? ["sh", ["-c", script]] : [program, [...options, host.at, `sh -c ${quoted(script)}`]];
    return { ...host, run: (script, given) => run(host.at, command(script), given) };
  });
}

/** Quotes a text for a shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

async function run(
  at: string,
  [program, given]: readonly [string, readonly string[]],
  { input, seconds = longestSeconds }: RunOptions = {},
): Promise<string> {
  // In a group of its own: an interruption at the terminal must not end a step in the middle.
  const child = spawn(program, given, { timeout: seconds * 1000, killSignal: "SIGKILL", detached: true });
  // A script that ends without reading its input closes the pipe.
  child.stdin.on("error", () => undefined).end(input);
  const closed = once(child, "close") as Promise<[number | null]>;
  const [out, err, [code]] = await Promise.all([child.stdout.toArray(), child.stderr.toArray(), closed]);
  const text = (parts: readonly Buffer[]): string => Buffer.concat(parts).toString().trim();
  if (code === 0) return text(out);
  const said = [text(out), text(err)].filter((part) => part !== "").join("\n");
  throw new HostFailure(`${at}: ${said.slice(-mostTold) || `the command failed (${code ?? "killed"})`}`, code);
}
