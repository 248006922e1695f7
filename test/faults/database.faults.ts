import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { tell } from "../support/tally.ts";
import { complaints, constantLoad, counts, seeded, type Sent } from "./load.ts";
import { rounds, seed } from "./rounds.ts";
import { ShopProcess } from "./shop-process.ts";
import { backWithin, granted } from "./times.ts";

const perSecond = 150;
const draw = seeded(seed);
let runs = 0;

const shop = new ShopProcess({ LOG_LEVEL: "fatal" });
before(async () => {
  await shop.start();
  process.stdout.write(`${perSecond} requests a second, seed ${seed}, ${rounds} rounds of each fault\n`);
});
after(() => shop.close());

/** Runs a fault under load; the load continues until everything must have recovered. */
const under = async (fault: () => Promise<{ faultAt: number; upAt: number }>, longest: number) => {
  const load = constantLoad(shop.url, perSecond, draw);
  await delay(300 + draw(700));
  const { faultAt, upAt } = await fault();
  await delay(backWithin + 1000);
  const sent = await load.stop();
  runs += 1;
  assert.deepEqual(complaints(sent, { faultAt, wellFrom: upAt + backWithin, longest }), [], counts(sent));
  const first = Math.min(
    ...sent.filter((one) => one.status === 200 && !one.isKept && one.plannedAt > upAt).map((one) => one.endedAt),
  );
  return { sent, firstSuccess: first - upAt, wasHit: sent.some((one) => one.status === 503) };
};

test("kill -9 of the database: the server lives, answers 503 meanwhile, and 200 within 2 s", async (context) => {
  let hits = 0;
  for (let round = 1; round <= rounds; round += 1) {
    const { sent, firstSuccess, wasHit } = await under(async () => {
      const [leader = 0] = shop.databaseProcesses();
      process.kill(leader, "SIGKILL");
      const faultAt = Date.now();
      await delay(20);
      await shop.databaseAnswers();
      return { faultAt, upAt: Date.now() };
    }, granted(8500));
    if (wasHit) hits += 1;
    assert.ok(shop.isServerRunning, shop.said);
    assert.ok(firstSuccess <= backWithin, `${firstSuccess} ms`);
    context.diagnostic(`round ${round}: ${counts(sent)}; first answer ${firstSuccess} ms after the database was up`);
  }
  assert.ok(hits > 0, "no request met the fault: nothing was tried");
});

for (const [seconds, isLong] of [
  [2, false],
  [10, true],
] as const)
  test(`the database stopped for ${seconds} s: cached replies go on, the rest waits or gets 503`, async (context) => {
    for (let round = 1; round <= (isLong ? 1 : rounds); round += 1) {
      const { sent, wasHit } = await under(async () => {
        const stopped = shop.databaseProcesses();
        const faultAt = Date.now();
        for (const number of stopped) process.kill(number, "SIGSTOP");
        await delay(seconds * 1000);
        for (const number of stopped) process.kill(number, "SIGCONT");
        await shop.databaseAnswers();
        return { faultAt, upAt: Date.now() };
      }, granted(8500));
      assert.ok(shop.isServerRunning, shop.said);
      assert.equal(wasHit, isLong, "a short stop is only a wait, a long one is told");
      const longestKept = Math.max(...sent.filter((one) => one.isKept).map((one) => one.endedAt - one.plannedAt));
      assert.ok(longestKept < granted(1000), `a kept reply took ${longestKept} ms`);
      context.diagnostic(`round ${round}: ${counts(sent)}; kept replies took at most ${longestKept} ms`);
    }
  });

test("kill -9 of the server: the next start takes the database over with all products", async (context) => {
  for (let round = 1; round <= rounds; round += 1) {
    const load = constantLoad(shop.url, perSecond, draw);
    await delay(100 + draw(500));
    await shop.killServer();
    await load.stop();
    runs += 1;
    const opened = await shop.start();
    const reply = await fetch(`${shop.url}/products?limit=1`);
    assert.equal(reply.status, 200);
    assert.equal(((await reply.json()) as { count: number }).count, 101);
    assert.ok(opened < granted(10_000), `${opened} ms`);
    context.diagnostic(`round ${round}: open again after ${opened} ms`);
  }
});

test("in all", (context) => {
  assert.ok(runs > 0, "no fault happened");
  tell(context, "faults of the database under reads", { runs }, seed);
});

test("each complaint can be made", () => {
  const well: Sent = { plannedAt: 1000, endedAt: 1005, status: 200, retryAfter: undefined, isKept: false };
  const limits = { faultAt: 2000, wellFrom: 5000, longest: 500 };
  const during = { ...well, plannedAt: 2100, endedAt: 2105, status: 503, retryAfter: "1" };
  assert.deepEqual(complaints([well, during, { ...well, plannedAt: 6000, endedAt: 6001 }], limits), []);
  for (const [spoilt, complaint] of [
    [{ ...during, status: 500 }, /neither answer nor 503/],
    [{ ...during, status: 0 }, /neither answer nor 503/],
    [{ ...during, retryAfter: undefined }, /without Retry-After/],
    [{ ...well, status: 503, retryAfter: "1" }, /before the fault/],
    [{ ...during, plannedAt: 5001, endedAt: 5002 }, /after all should be well/],
    [{ ...well, endedAt: 1501 }, /too long/],
  ] as const)
    assert.match(complaints([spoilt], limits).join(), complaint);
});
