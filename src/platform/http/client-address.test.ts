import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { pino } from "pino";
import { addressOf, canonicalAddress, trustsProxies } from "./client-address.ts";
import { createServer } from "./server.ts";

test("an address has one spelling, whatever proxies put around it", () => {
  const spellings: Readonly<Record<string, readonly string[]>> = {
    "1.2.3.4": [
      "1.2.3.4",
      " 1.2.3.4 ",
      "1.2.3.4:5678",
      "::ffff:1.2.3.4",
      "::FFFF:0102:0304",
      "::ffff:102:304",
      "0:0:0:0:0:ffff:1.2.3.4",
      "0000:0000:0000:0000:0000:ffff:0102:0304",
      "[::ffff:1.2.3.4]:5678",
      "64:ff9b::1.2.3.4",
      "64:ff9b::102:304",
    ],
    "::": ["::", "0::", "::0", "0:0:0:0:0:0:0:0", "[::]", "[0::0]:80"],
    "::1": ["::1", "0:0:0:0:0:0:0:1", "[::1]:443", "::1%lo"],
    "2001:db8:0:1::1": [
      "2001:DB8:0:1::1",
      "2001:0db8:0000:0001::0001",
      "[2001:db8:0:1::1]",
      "[2001:db8:0:1:0::1]:5678",
    ],
    "fe80::1": ["fe80::1%eth0", "[fe80::1%25eth0]:80", "FE80:0::1"],
    "64:ff9b:1::102:304": ["64:ff9b:1::1.2.3.4"],
  };
  for (const [address, written] of Object.entries(spellings))
    for (const one of written) assert.equal(canonicalAddress(one), address, one);
});

const noAddresses = [
  "",
  " ",
  "unknown",
  "_hidden",
  "a".repeat(100),
  "' or 1=1",
  '"1.2.3.4"',
  "'1.2.3.4'",
  "1.2.3",
  "1.2.3.4.5",
  "01.2.3.4",
  "256.1.1.1",
  "1.2.3.4:",
  "1.2.3.4:port",
  "::::",
  "[::1",
  "::1]",
  "[]",
  "[unknown]:80",
  "1:2",
  "%",
  "1.2.3.4%eth0",
  "::1\0",
];

test("what is no address is none", () => {
  for (const written of noAddresses) assert.equal(canonicalAddress(written), undefined, JSON.stringify(written));
});

test("a proxy is known by its network, in whatever spelling either comes", () => {
  const trusts = trustsProxies(["10.0.0.0/8", "::1", "2001:db8::/32", "::ffff:192.0.2.0/120"]);
  for (const address of ["10.1.2.3", "::ffff:10.1.2.3", "10.1.2.3:99", "::1", "2001:DB8:1::", "192.0.2.77"])
    assert.equal(trusts(address), true, address);
  for (const address of ["11.0.0.1", "::2", "2001:db9::", "192.0.3.1", "unknown", ""])
    assert.equal(trusts(address), false, address);
});

type Options = { readonly trustProxy: readonly string[]; readonly from: string; readonly said?: string | string[] };

describe("where a request comes from", () => {
  const told: string[] = [];
  const log = pino({ level: "warn" }, { write: (line: string) => void told.push(line) });
  const seen = async ({ trustProxy, from, said }: Options): Promise<string> => {
    const app = await createServer({ log, corsOrigins: ["*"], logRequests: false, maxConnections: 100, trustProxy });
    app.get("/where", (request, reply) => void reply.send(addressOf(request)));
    const headers = said === undefined ? {} : { "x-forwarded-for": said };
    const { body } = await app.inject({ url: "/where", remoteAddress: from, headers });
    await app.close();
    return body;
  };
  const trusted = { trustProxy: ["127.0.0.1", "10.0.0.0/8"], from: "127.0.0.1" };

  test("a trusted proxy's word is taken, without the port that it adds", async () => {
    assert.equal(await seen({ ...trusted, said: "203.0.113.9:5678" }), "203.0.113.9");
    assert.equal(await seen({ ...trusted, said: "[2001:db8::9]:5678" }), "2001:db8::9");
    assert.equal(await seen({ ...trusted, from: "::ffff:127.0.0.1", said: "203.0.113.9" }), "203.0.113.9");
  });

  test("of several proxies the last that is trusted is believed, its own port or not", async () => {
    assert.equal(await seen({ ...trusted, said: "198.51.100.1, 203.0.113.9:80, 10.1.1.1:443" }), "203.0.113.9");
    assert.equal(await seen({ ...trusted, said: "10.2.2.2, 10.1.1.1" }), "10.2.2.2");
  });

  test("where a proxy names no address, it is taken for the client itself", async () => {
    for (const said of noAddresses.filter((one) => !one.includes("\0")))
      assert.equal(await seen({ ...trusted, said }), "127.0.0.1", said);
    assert.equal(await seen({ ...trusted, said: "198.51.100.1, unknown, 10.1.1.1" }), "10.1.1.1");
  });

  test("nobody else's word is taken", async () => {
    assert.equal(await seen({ ...trusted, from: "192.0.2.1", said: "203.0.113.9" }), "192.0.2.1");
    assert.equal(await seen({ trustProxy: [], from: "::ffff:192.0.2.1", said: "203.0.113.9" }), "192.0.2.1");
  });

  test("a private address that forwards and is not trusted is told of once", async () => {
    const app = await createServer({
      log,
      corsOrigins: ["*"],
      logRequests: false,
      maxConnections: 100,
      trustProxy: ["10.9.9.9"],
    });
    const ask = (remoteAddress: string, said?: string) =>
      app.inject({ url: "/", remoteAddress, headers: said === undefined ? {} : { "x-forwarded-for": said } });
    told.length = 0;
    await ask("10.0.0.5");
    await ask("192.0.2.1", "203.0.113.9");
    await ask("10.9.9.9", "203.0.113.9");
    assert.deepEqual(told, []);
    for (let count = 0; count < 3; count += 1) await ask("::ffff:10.0.0.5", "203.0.113.9");
    assert.equal(told.length, 1);
    const line = JSON.parse(told[0] ?? "{}");
    assert.deepEqual([line.level, line.address], [40, "10.0.0.5"]);
    assert.match(line.msg, /TRUST_PROXY/);
    await app.close();
  });
});
