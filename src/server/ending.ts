import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import type { Config } from "../platform/config.ts";
import { DatabaseGone } from "../platform/embedded-postgres/index.ts";
import type { Shop } from "./app.ts";

/** Time for open requests to finish after the server was told to stop; then it stops anyway. */
export const drainMilliseconds = 25_000;
/** Time for open requests to finish at Ctrl-C, where a person waits at the terminal. */
const impatientMilliseconds = 2000;
/**
 * Exit code for a supervisor that must not restart the shop, which would begin with an empty database (EX_CONFIG of
 * sysexits).
 */
const goneCode = 78;

export type Ending = {
  readonly log: Logger;
  /** Ends what answers requests. Patient: with time for open requests. */
  close(isPatient: boolean): Promise<void>;
  /** Stops the database. */
  stop(): Promise<void>;
  /** Resolves with the reason when the shop cannot go on. */
  readonly lost: Promise<Error>;
};

/**
 * Ends the program once, however many signals arrive: at SIGTERM with time for open requests, at Ctrl-C soon. Also ends
 * it when it cannot go on, with an exit code by which a supervisor decides whether to restart it.
 */
export function endWhenDue({ log, close, stop, lost }: Ending): void {
  let isEnding = false;
  const end = (isPatient: boolean, code: number): void => {
    isEnding = true;
    close(isPatient)
      .then(stop)
      .then(() => process.exit(code))
      .catch((error: unknown) => {
        log.fatal({ err: error }, "closing failed");
        process.exit(1);
      });
  };
  for (const [signal, isPatient] of [
    ["SIGTERM", true],
    ["SIGINT", false],
    ["SIGHUP", false],
  ] as const)
    process.on(signal, () => {
      if (isEnding) return;
      log.info({ signal }, "closing");
      end(isPatient, 0);
    });
  void lost.then((reason) => {
    if (isEnding) return;
    const { message } = reason;
    log.fatal({ reason: message }, "the shop cannot go on: closing");
    process.stderr.write(`\n${message}\n`);
    end(false, reason instanceof DatabaseGone ? goneCode : 1);
  });
}

/** Closes a shop: when it is patient, after proxies have noticed that it is not ready any more, otherwise soon. */
export async function closeShop(
  shop: Shop,
  { shutdownDelaySeconds }: Pick<Config, "shutdownDelaySeconds">,
  isPatient: boolean,
): Promise<void> {
  shop.drain();
  await closeAfterDelay(
    shop,
    isPatient ? shutdownDelaySeconds : 0,
    isPatient ? drainMilliseconds : impatientMilliseconds,
  );
}

/** Hands a shop's connections over to other processes, and closes it when clients have had time to notice. */
export async function retireShop(
  shop: Shop,
  { shutdownDelaySeconds }: Pick<Config, "shutdownDelaySeconds">,
): Promise<void> {
  shop.handOver();
  await closeAfterDelay(shop, shutdownDelaySeconds, drainMilliseconds);
}

async function closeAfterDelay(shop: Shop, delaySeconds: number, longestMilliseconds: number): Promise<void> {
  if (delaySeconds > 0) await delay(delaySeconds * 1000);
  await Promise.race([shop.close(), delay(longestMilliseconds)]);
}
