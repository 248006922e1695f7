import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";

/** Waits until the condition holds, and fails when that takes too long; returns the time it took. */
export const until = async (
  isSo: () => boolean | Promise<boolean>,
  milliseconds: number,
  what: string,
): Promise<number> => {
  const began = Date.now();
  while (!(await isSo())) {
    assert.ok(Date.now() - began < milliseconds, `${what}: not within ${milliseconds} ms`);
    await delay(5);
  }
  return Date.now() - began;
};
