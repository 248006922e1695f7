import assert from "node:assert/strict";
import { test } from "node:test";
import { perNetwork, clientNetwork } from "./networks.ts";

test("an IPv6 address counts by its first half in every spelling; an IPv4 address whole", () => {
  const same = ["2001:db8:0:1::1", "2001:DB8:0:1:ffff::", "2001:0db8:0000:0001:1:2:3:4", "[2001:db8::1:0:0:0:9]:80"];
  assert.deepEqual(new Set(same.map(clientNetwork)), new Set(["2001:db8:0:1"]));
  assert.notEqual(clientNetwork("2001:db8:0:2::1"), "2001:db8:0:1");
  for (const zero of ["::", "::1", "0::0", "0:0:0:0:1::", "::1.2.3.4"]) assert.equal(clientNetwork(zero), "0:0:0:0");
  assert.equal(clientNetwork("fe80::1"), "fe80:0:0:0");
  assert.equal(clientNetwork("192.0.2.1"), "192.0.2.1");
});

test("an IPv4-mapped IPv6 address is that IPv4 address", () => {
  for (const written of [
    "::ffff:192.0.2.1",
    "::FFFF:192.0.2.1",
    "::ffff:c000:201",
    "0:0:0:0:0:ffff:c000:0201",
    "64:ff9b::192.0.2.1",
    "64:ff9b::c000:201",
  ])
    assert.equal(clientNetwork(written), "192.0.2.1", written);
});

const limit = { name: "login", limit: 10, seconds: 60 };

test("a network limit is one for IPv4; for IPv6 one per /64 and four times that per /56", () => {
  assert.deepEqual(perNetwork(limit, "192.0.2.1"), [{ ...limit, key: "192.0.2.1" }]);
  assert.deepEqual(perNetwork(limit, "2001:db8:1:abcd::1"), [
    { ...limit, key: "2001:db8:1:abcd" },
    { name: "login-56", key: "2001:db8:1:ab00/56", limit: 40, seconds: 60 },
  ]);
  const lines = ["2001:db8:1:ab00::1", "2001:db8:1:abff::1", "2001:db8:1:ac00::1", "2001:db8:1:b::1"].map(
    (address) => perNetwork(limit, address)[1]?.key,
  );
  assert.deepEqual(lines, ["2001:db8:1:ab00/56", "2001:db8:1:ab00/56", "2001:db8:1:ac00/56", "2001:db8:1:0/56"]);
});
