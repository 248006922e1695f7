import assert from "node:assert/strict";
import { test } from "node:test";
import { Refusal } from "../../platform/refusal.ts";
import type { HashingRequest } from "./hashing-messages.ts";
import { openRemoteWorkers } from "./remote-workers.ts";

const isUnavailable = (error: unknown): boolean =>
  error instanceof Refusal && error.code === "COM_50" && error.retryAfterSeconds === 1;

/** Workers whose tasks go nowhere but into a list. */
const opened = (longestWait?: number) => {
  const sent: HashingRequest[] = [];
  return { sent, workers: openRemoteWorkers((request) => void sent.push(request), longestWait) };
};

test("each task gets its own reply, in whatever order they come", async () => {
  const { sent, workers } = opened();
  const asked = [workers.run({ password: "a", stored: "x" }, "10.0.0.1"), workers.run({ password: "b" })];
  assert.deepEqual(
    sent.map(({ id, task: { password, stored }, network }) => [id, password, stored, network]),
    [
      [1, "a", "x", "10.0.0.1"],
      [2, "b", undefined, undefined],
    ],
  );
  workers.replied({ kind: "hashed", id: 2, outcome: "hash" });
  workers.replied({ kind: "hashed", id: 1, outcome: false });
  workers.replied({ kind: "hashed", id: 1, outcome: true });
  assert.deepEqual(await Promise.all(asked), [false, "hash"]);
});

test("a task that is refused, waits too long or is closed gets 503", async () => {
  const { workers } = opened(20);
  const [refused, waiting] = [workers.run({ password: "a" }), workers.run({ password: "b" })];
  workers.replied({ kind: "hashed", id: 1 });
  await assert.rejects(refused, isUnavailable);
  await assert.rejects(waiting, isUnavailable);
  const other = opened().workers;
  const closing = other.run({ password: "a" });
  await other.close();
  await assert.rejects(closing, isUnavailable);
  await assert.rejects(other.run({ password: "a" }), isUnavailable);
});

test("no more than two hundred tasks wait, and of a text too long for a password a part is sent", async () => {
  const { sent, workers } = opened();
  const asked = Array.from({ length: 200 }, () => workers.run({ password: "x".repeat(100_000) }));
  await assert.rejects(workers.run({ password: "x" }), isUnavailable);
  assert.equal(sent.length, 200);
  assert.ok(sent.every(({ task }) => task.password === "x".repeat(4096) && task.until !== undefined));
  workers.replied({ kind: "hashed", id: 1, outcome: true });
  const next = workers.run({ password: "x" });
  workers.replied({ kind: "hashed", id: 201, outcome: true });
  assert.deepEqual([await asked[0], await next], [true, true]);
  await workers.close();
  await Promise.allSettled(asked);
});
