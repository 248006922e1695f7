import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { signalOfRun } from "./run-signal.ts";

test("a run's signal aborts with the first of others, for its reason", () => {
  const [one, other] = [new AbortController(), new AbortController()];
  const { signal, stop } = signalOfRun([one.signal, other.signal], 60);
  assert.equal(signal.aborted, false);
  other.abort(new Error("lost"));
  one.abort(new Error("later"));
  assert.equal((signal.reason as Error).message, "lost");
  stop();
});

test("it has aborted already when one of the others had", () => {
  const { signal, stop } = signalOfRun([new AbortController().signal, AbortSignal.abort(new Error("closing"))], 60);
  assert.equal((signal.reason as Error).message, "closing");
  stop();
});

test("it aborts when the time is over", async () => {
  const { signal, stop } = signalOfRun([], 0.01);
  while (!signal.aborted) await delay(5);
  assert.equal((signal.reason as Error).name, "TimeoutError");
  stop();
});

test("nothing of a run that has ended stays: no listener and no timer", (context) => {
  const cleared = context.mock.method(globalThis, "clearTimeout");
  const ending = new AbortController().signal;
  const runs = Array.from({ length: 100 }, () => signalOfRun([ending], 60));
  assert.equal(getEventListeners(ending, "abort").length, 100);
  for (const { stop } of runs) stop();
  assert.equal(getEventListeners(ending, "abort").length, 0);
  assert.equal(cleared.mock.callCount(), 100);
});
