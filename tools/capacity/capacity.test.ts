import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { assumptionsWith, optionNames } from "./assumptions.ts";
import { withAnswer } from "./document.ts";
import { flowOf } from "./flow.ts";
import { needsOf } from "./needs.ts";
import { parseRegions } from "./regions.ts";

const million = 1_000_000;
const assumed = assumptionsWith();

test("a million daily users send 1 025 requests/s at a normal peak and 5 123 at an event's", () => {
  assert.equal(Math.round(flowOf(million, assumed, "normal").requests), 1025);
  const event = flowOf(million, assumed, "event");
  assert.equal(Math.round(event.requests), 5123);
  assert.equal(event.orders.toFixed(1), "7.8");
  assert.equal(Math.round(event.toServers), 1578);
});

test("each cache that is missing makes more work, and ten times the users ten times as much", () => {
  const [all, noCdn, none] = (["all", "no CDN", "none"] as const).map((caches) =>
    flowOf(million, assumed, "event", caches),
  );
  assert.ok(all && noCdn && none);
  assert.ok(all.made < noCdn.made && noCdn.made < none.made);
  assert.equal(none.made, none.requests);
  const tenfold = flowOf(10 * million, assumed, "event");
  assert.ok(Math.abs(tenfold.serverCores / all.serverCores - 10) < 1e-9);
});

test("an assumption that is given replaces the default, under its option's name", () => {
  const { general, requests } = assumptionsWith({ "orders-per-session": 0.05, "read-cart-calls": 4 });
  assert.equal(general.ordersPerSession, 0.05);
  assert.equal(requests["read cart"].calls, 4);
  assert.equal(requests.list.calls, 4);
  const orders = flowOf(million, assumptionsWith({ "orders-per-session": 0.05 }), "event").orders;
  assert.equal(orders.toFixed(3), (2 * flowOf(million, assumed, "event").orders).toFixed(3));
  assert.ok(optionNames().includes("list-edge-hits"));
});

test("few users need two servers and one primary; rows are spread when one is not enough", () => {
  const few = needsOf(100_000, assumed);
  assert.deepEqual([few.servers, few.primaries, few.replicasEach], [2, 1, 2]);
  const busy = needsOf(million, assumptionsWith({ "database-cores": 1, "spread-use": 0.001 }));
  assert.ok(busy.primaries >= 2);
  const full = needsOf(million, assumptionsWith({ "spread-terabytes": few.hotGigabytes / 1000 }));
  assert.equal(full.primaries, Math.ceil(needsOf(million, assumed).hotGigabytes / few.hotGigabytes));
});

test("regions are named with their shares, which add up to all users", () => {
  assert.deepEqual(parseRegions("us=0.5, eu=.3,other=0.2"), [
    { name: "us", share: 0.5 },
    { name: "eu", share: 0.3 },
    { name: "other", share: 0.2 },
  ]);
  assert.throws(() => parseRegions("us=0.5,eu=0.4"), /add up to 0\.9/);
  assert.throws(() => parseRegions("us"), /"us" is not like us=0\.5/);
});

test("docs/capacity.md holds what npm run capacity computes", () => {
  const page = readFileSync(new URL("../../docs/capacity.md", import.meta.url), "utf8");
  assert.equal(withAnswer(page), page);
  const spoiled = page.replace(/^\| requests\/s, event peak \|.*$/m, "| requests/s, event peak | 1 |");
  assert.notEqual(spoiled, page);
  assert.equal(withAnswer(spoiled), page);
});
