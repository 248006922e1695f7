import assert from "node:assert/strict";
import { test } from "node:test";
import { subscriberOf } from "./attempts.ts";

test("of an IPv6 address the first half counts, however it is written; an IPv4 address counts whole", () => {
  const same = ["2001:db8:0:1::1", "2001:DB8:0:1:ffff::", "2001:0db8:0000:0001:1:2:3:4"];
  assert.deepEqual(new Set(same.map(subscriberOf)), new Set(["2001:db8:0:1"]));
  assert.notEqual(subscriberOf("2001:db8:0:2::1"), "2001:db8:0:1");
  assert.equal(subscriberOf("::1"), "0:0:0:0");
  assert.equal(subscriberOf("fe80::1"), "fe80:0:0:0");
  assert.equal(subscriberOf("192.0.2.1"), "192.0.2.1");
  assert.equal(subscriberOf("::ffff:192.0.2.1"), "192.0.2.1");
  assert.equal(subscriberOf("::FFFF:192.0.2.1"), "192.0.2.1");
  assert.notEqual(subscriberOf("64:ff9b::192.0.2.1"), subscriberOf("::1"));
});
