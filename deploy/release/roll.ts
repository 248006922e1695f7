import { setTimeout as delay } from "node:timers/promises";
import type { Host } from "./host.ts";
import type { Plan, Process } from "./plan.ts";
import * as scripts from "./scripts.ts";

/** Thrown when processes did not become ready; says whether every host has its release before again. */
export class GateFailed extends Error {
  readonly isReturned: boolean;

  constructor(cause: Error, isReturned: boolean) {
    super(cause.message, { cause });
    this.isReturned = isReturned;
  }
}

export type Rolling = {
  readonly plan: Pick<Plan, "gateSeconds" | "settleSeconds">;
  /** Aborted when a person interrupts: the processes restarted so far go back. */
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
};

/** A host that was switched, what it ran before, and its processes that were restarted since. */
type Touched = { readonly host: Host; readonly before: string | undefined; readonly restarted: Process[] };

/** A restart, with the time that the old process has for open requests and the new one to begin. */
const restartSeconds = 120;
/** Added to the time of a gate for the way to the host and back. */
const waySeconds = 30;

/**
 * Switches one host after the other to a release and restarts its processes one by one, each after the one before has
 * stayed ready. When one does not, returns those that were restarted to what they ran before, and throws GateFailed.
 */
export async function roll(
  to: ReadonlyMap<Host, { readonly from: string | undefined }>,
  release: string,
  rolling: Rolling,
): Promise<void> {
  const touched: Touched[] = [];
  try {
    for (const [host, { from }] of to) {
      const one: Touched = { host, before: from, restarted: [] };
      touched.push(one);
      await host.run(scripts.switchTo(host.folder, release));
      for (const process of host.processes) {
        rolling.signal.throwIfAborted();
        one.restarted.push(process);
        await restart(host, process, rolling);
      }
    }
  } catch (error) {
    rolling.say(`stopped: ${(error as Error).message}`);
    const isReturned = await giveBack(touched, rolling);
    throw new GateFailed(error as Error, isReturned);
  }
}

/** Restarts a process and waits until it has stayed ready. Throws HostFailure. */
async function restart(host: Host, process: Process, { plan, say }: Omit<Rolling, "signal">): Promise<void> {
  const { gateSeconds, settleSeconds } = plan;
  say(`${host.at}: restart ${process.name}`);
  await host.run(`cd ${host.folder} && ${process.restart}`, { seconds: restartSeconds });
  const pass = (seconds: number) =>
    host.run(scripts.gate(host.folder, process, seconds), { seconds: seconds + waySeconds });
  if (process.ready !== undefined) await pass(gateSeconds);
  await delay(settleSeconds * 1000);
  await pass(1);
  say(`${host.at}: ${process.name} is ready`);
}

/** Returns every touched host to the release before. Returns whether all of them run it again. */
async function giveBack(touched: readonly Touched[], rolling: Rolling): Promise<boolean> {
  let isReturned = true;
  for (const { host, before, restarted } of touched) {
    if (before === undefined) {
      rolling.say(`${host.at}: there is no release before this one`);
      isReturned = false;
      continue;
    }
    try {
      rolling.say(`${host.at}: back to ${before}`);
      await host.run(scripts.switchTo(host.folder, before));
      for (const process of restarted) await restart(host, process, rolling);
    } catch (error) {
      rolling.say(`${host.at}: not back: ${(error as Error).message}`);
      isReturned = false;
    }
  }
  return isReturned;
}
