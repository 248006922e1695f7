import { setTimeout as delay } from "node:timers/promises";
import { hasNoSlot } from "./failure.ts";

/** How many connections there may be, are open and are busy, and how many callers wait: for one, or for a reply over one. */
export type ConnectionUse = {
  readonly most: number;
  readonly open: number;
  readonly busy: number;
  readonly waiting: number;
};

/** Pause between two attempts to connect to a database that has no free slot. */
export const slotPauseMilliseconds = 50;

/** After a refused attempt, no further connections are opened for this time. */
export const fullMilliseconds = 1000;

/**
 * Connects, and tries again while the database has no free slot for another connection, for at most so many
 * milliseconds. Then throws the database's error.
 */
export async function onceThereIsASlot<Opened>(connect: () => Promise<Opened>, milliseconds: number): Promise<Opened> {
  const giveUpAt = Date.now() + milliseconds;
  for (;;)
    try {
      return await connect();
    } catch (error) {
      if (!hasNoSlot(error) || Date.now() > giveUpAt) throw error;
      await delay(slotPauseMilliseconds);
    }
}
