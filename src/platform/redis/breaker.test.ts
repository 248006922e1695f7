import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { until } from "../../../test/support/until.ts";
import { openBreaker } from "./breaker.ts";
import { RedisFull } from "./redis.ts";

const never = () => new Promise<never>(() => undefined);

/** A breaker before something that answers, fails or hangs. */
const opened = (context: TestContext, probe = async (): Promise<void> => undefined) => {
  const behind = { probe, probes: 0 };
  const turns: string[] = [];
  const breaker = openBreaker({
    probe: () => ((behind.probes += 1), behind.probe()),
    turned: (state, error) => void turns.push(error ? `${state}: ${(error as Error).message}` : state),
    commandMilliseconds: 50,
  });
  context.after(() => breaker.close());
  return { breaker, behind, turns };
};

test("one command that takes too long has the others refused at once, until a probe succeeds", async (context) => {
  const { breaker, behind, turns } = opened(context);
  await until(() => breaker.state() === "answers", 1000, "the first probe");
  assert.equal(await breaker.run(async () => 7), 7);
  behind.probe = never;
  const began = performance.now();
  await assert.rejects(breaker.run(never), /no answer within 50 ms/);
  assert.ok(performance.now() - began < 500);
  let asked = 0;
  for (let each = 0; each < 100; each += 1)
    await assert.rejects(
      breaker.run(async () => (asked += 1)),
      /does not answer/,
    );
  assert.equal(asked, 0);
  assert.equal(breaker.state(), "away");
  behind.probe = async () => undefined;
  await until(() => breaker.state() === "answers", 3000, "the probe");
  assert.equal(await breaker.run(async () => 8), 8);
  assert.deepEqual(turns, ["answers", "away: no answer within 50 ms", "answers"]);
});

test("a failure opens the circuit, and a full memory does not", async (context) => {
  const { breaker } = opened(context);
  await until(() => breaker.state() === "answers", 1000, "the first probe");
  const full = async () => {
    throw new RedisFull("OOM");
  };
  await assert.rejects(breaker.run(full), /OOM/);
  assert.equal(breaker.state(), "answers");
  await assert.rejects(
    breaker.run(async () => {
      throw new Error("gone");
    }),
    /gone/,
  );
  assert.equal(breaker.state(), "away");
});

test("what never answered is told once, after a second", async (context) => {
  const { breaker, turns } = opened(context, async () => {
    throw new Error("refused");
  });
  await until(() => turns.length > 0, 4000, "the line");
  assert.deepEqual(turns, ["away: refused"]);
  await delay(1300);
  assert.deepEqual(turns, ["away: refused"]);
  assert.equal(breaker.state(), "away");
});

test("what fails again soon after it answered is asked less and less often", async (context) => {
  const { breaker, behind } = opened(context);
  const pauses: number[] = [];
  for (const _ of [1, 2]) {
    await until(() => breaker.state() === "answers", 5000, "it answers");
    const failed = performance.now();
    await assert.rejects(
      breaker.run(() => Promise.reject(new Error("gone"))),
      /gone/,
    );
    const { probes } = behind;
    await until(() => behind.probes > probes, 5000, "the next probe");
    pauses.push(Math.round((performance.now() - failed) / 1000));
  }
  assert.deepEqual(pauses, [1, 2]);
});

test("a closed breaker sends nothing more", async (context) => {
  const { breaker, behind, turns } = opened(context);
  await until(() => breaker.state() === "answers", 1000, "the first probe");
  breaker.close();
  const { probes } = behind;
  await delay(1200);
  assert.deepEqual([behind.probes, turns.length], [probes, 1]);
  await assert.rejects(breaker.run(never), /does not answer/);
});
