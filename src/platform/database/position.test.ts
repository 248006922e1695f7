import assert from "node:assert/strict";
import { test } from "node:test";
import { recordPositions } from "./position.ts";

test("a replica is behind by the time since the primary was last where the replica is", () => {
  const log = recordPositions(1000);
  assert.equal(log.lagOf(100), undefined, "nothing is known of the primary");
  log.add(0, 100);
  log.add(250, 200);
  log.add(500, 300);
  for (const [position, lag] of [
    [300, 0],
    [301, 0],
    [299, 250],
    [100, 500],
    [99, undefined],
  ] as const)
    assert.equal(log.lagOf(position), lag, `at ${position}`);
});

test("a replica that lacks what was written long ago lags, also when nothing was written since", () => {
  const log = recordPositions(1000);
  log.add(0, 100);
  log.add(1000, 100);
  assert.equal(log.lagOf(99), undefined);
  log.add(1001, 100);
  assert.equal(log.lagOf(99), Infinity);
});

test("while the primary writes nothing, or does not answer, no replica falls behind", () => {
  const log = recordPositions(1000);
  log.add(0, 100);
  log.add(60_000, 100);
  assert.equal(log.lagOf(100), 0);
  log.add(60_250, 200);
  assert.equal(log.lagOf(100), 250, "it had all there was until 250 ms ago");
});

test("earlier positions are kept for twice the longest lag, and for a minute at least", () => {
  for (const [longest, kept] of [
    [1000, 60_000],
    [100_000, 200_000],
  ] as const) {
    const log = recordPositions(longest);
    for (let moment = 0; moment <= 400_000; moment += 1000) log.add(moment, moment);
    assert.equal(log.lagOf(400_000 - kept), kept, `${longest}`);
    assert.equal(log.lagOf(400_000 - kept - 2000), Infinity);
  }
});

test("a replica that was ahead of a later position of the primary does not follow it", () => {
  const log = recordPositions(1000);
  log.add(1000, 100);
  assert.equal(log.isAhead({ moment: 900, position: 101 }), true);
  assert.equal(log.isAhead({ moment: 900, position: 100 }), false);
  assert.equal(log.isAhead({ moment: 1100, position: 101 }), false, "the primary may have got there since");
});

test("a new primary that begins earlier than the former ended is measured by itself", () => {
  const log = recordPositions(1000);
  log.add(0, 500);
  log.add(250, 600);
  log.add(500, 400);
  assert.equal(log.lagOf(400), 0);
  assert.equal(log.lagOf(399), undefined);
});
