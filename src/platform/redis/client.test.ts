import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { answeringRedis, openedRedis } from "../../../test/support/redis/opened.ts";
import {
  startCluster,
  startRedis,
  startWatched,
  withoutRedis,
  type RedisServer,
} from "../../../test/support/redis/redis.ts";
import { freePort } from "../../../test/support/servers/free-port.ts";
import { until } from "../../../test/support/until.ts";
import type { Redis } from "./redis.ts";

/** Longest time that a call may take on a machine that other tests use too. */
const longestMilliseconds = 500;

let single: RedisServer;
let cluster: readonly RedisServer[];
const ends: (() => unknown)[] = [];

before(async () => {
  if (withoutRedis) return;
  [single, cluster] = await Promise.all([startRedis({ password: "p@ss/word%" }), startCluster()]);
  ends.push(() => Promise.all([single, ...cluster].map((server) => server.stop())));
});
after(async () => {
  for (const end of ends.toReversed()) await end();
});

const opened = async (url: string) => {
  const { redis, log } = await openedRedis(url);
  ends.push(() => redis.close());
  return { redis, log };
};
const answering = async (url: string) => {
  const { redis, log } = await answeringRedis(url);
  ends.push(() => redis.close());
  return { redis, log };
};
const urlOfSingle = (database = 0) => `redis://:p%40ss%2Fword%25@127.0.0.1:${single.port}/${database}`;
const urlOfCluster = () => `redis+cluster://${cluster.map(({ port }) => `127.0.0.1:${port}`).join(",")}`;

/** Runs a call and returns whether it was answered; fails when it took long. */
const inTime = async (call: () => Promise<unknown>): Promise<boolean> => {
  const began = performance.now();
  const isAnswered = await call().then(
    () => true,
    () => false,
  );
  const took = performance.now() - began;
  assert.ok(took < longestMilliseconds, `${took} ms`);
  return isAnswered;
};

const doesAll = async (redis: Redis, other: Redis): Promise<void> => {
  const value = Buffer.from([0, 1, 2, 255, 10, 13]);
  await redis.set("kept", value, 60_000);
  assert.deepEqual(await other.get("kept"), value);
  assert.equal(await other.get("never"), undefined);
  await redis.set("short", value, 50);
  const sums = ["a", "a", "b"].map((key, index) => redis.increment(key, index + 1, 1000));
  assert.deepEqual(await Promise.all(sums), [1, 3, 3]);
  await delay(100);
  assert.equal(await other.get("short"), undefined);
  assert.equal(await other.increment("a", 10, 1000), 13);
  await delay(950);
  assert.equal(await other.increment("a", 1, 1000), 1, "a later addition does not prolong a sum");
  const heard: string[] = [];
  other.subscribe("one", (message) => void heard.push(`one ${message}`));
  other.subscribe("two", (message) => void heard.push(`two ${message}`));
  let told = 0;
  await until(
    async () => {
      told += 1;
      await redis.publish("one", `${told}`);
      await redis.publish("two", `${told}`);
      await redis.publish("three", `${told}`);
      await delay(20);
      return heard.length >= 4;
    },
    5000,
    "both channels are heard",
  );
  assert.ok(heard.includes(`one ${told}`) && heard.includes(`two ${told}`), heard.join());
};

describe("Redis", { skip: withoutRedis }, () => {
  test("one server keeps, counts and passes on, in the database of its address", async () => {
    const [{ redis, log }, { redis: other }] = [await answering(urlOfSingle(2)), await answering(urlOfSingle(2))];
    await doesAll(redis, other);
    assert.deepEqual(
      log.lines.map(({ level }) => level),
      ["info"],
    );
    assert.equal(await single.tell("-n", "2", "exists", "kept"), "1");
    assert.equal(await single.tell("exists", "kept"), "0");
  });

  test("a cluster of three masters does the same, with keys on each", async () => {
    const [{ redis }, { redis: other }] = [await answering(urlOfCluster()), await answering(urlOfCluster())];
    const setMany = (client: Redis) =>
      Promise.all(Array.from({ length: 60 }, (_, key) => client.set(`key ${key}`, Buffer.from("x"), 60_000)));
    // The client connects to a node when it first needs it, which may take longer than a call is given.
    for (const client of [redis, other]) await until(() => inTime(() => setMany(client)), 10_000, "all nodes answer");
    await doesAll(redis, other);
    for (const server of cluster) assert.ok(Number(await server.tell("dbsize")) > 5);
  });

  test("a Redis that hangs holds up nobody for long, and then nobody at all", async () => {
    const { redis, log } = await answering(urlOfSingle());
    single.freeze();
    const before = await Promise.all(Array.from({ length: 20 }, () => inTime(() => redis.get("kept"))));
    const after = await Promise.all(Array.from({ length: 20 }, () => inTime(() => redis.get("kept"))));
    assert.ok([...before, ...after].every((isAnswered) => !isAnswered));
    assert.equal(redis.state(), "away");
    single.thaw();
    await until(() => inTime(() => redis.get("kept")), 10_000, "it answers again");
    const levels = log.lines.map(({ level }) => level);
    assert.deepEqual([...levels.slice(0, 2), levels.at(-1)], ["info", "warn", "info"]);
  });

  test("a Redis that hangs for long and is killed is found again, with its channels", async () => {
    const { redis } = await answering(urlOfSingle());
    let heard = 0;
    redis.subscribe("channel", () => void (heard += 1));
    single.freeze();
    await delay(2500);
    assert.equal(await inTime(() => redis.get("kept")), false);
    single.thaw();
    await single.kill();
    await delay(300);
    assert.equal(await inTime(() => redis.set("kept", Buffer.from("x"), 1000)), false);
    await single.start();
    await until(() => inTime(() => redis.get("kept")), 15_000, "it answers again");
    await until(
      () => inTime(() => redis.publish("channel", "x")).then(() => heard > 0),
      10_000,
      "the channel is heard",
    );
  });

  test("a wrong password, a wrong port and a wrong kind of address are told, and hold up nobody", async () => {
    const port = await freePort();
    for (const [url, reason] of [
      [`redis://:wrong@127.0.0.1:${single.port}`, /WRONGPASS/],
      [`redis://127.0.0.1:${single.port}`, /NOAUTH/],
      [`redis://127.0.0.1:${port}`, /ECONNREFUSED/],
      [`redis+cluster://127.0.0.1:${port}`, /./],
      [`redis+sentinel://127.0.0.1:${port}/shop`, /./],
      [`redis+sentinel://127.0.0.1:${single.port}/shop`, /./],
    ] as const) {
      const { redis, log } = await opened(url);
      assert.equal(await inTime(() => redis.get("kept")), false);
      await until(() => log.lines.length > 0, 5000, `a line about ${url}`);
      assert.equal(redis.state(), "away");
      const [line] = log.lines;
      assert.equal(line?.level, "warn");
      assert.match(String(line?.fields["reason"]), reason, url);
      assert.doesNotMatch(JSON.stringify(line), /wrong@/);
      redis.close();
    }
  });

  test("with TLS a certificate is verified", async () => {
    const folder = mkdtempSync(join(tmpdir(), "selvedge-redis-tls-"));
    ends.push(() => rmSync(folder, { recursive: true, force: true }));
    const [certificate, key] = [join(folder, "certificate.pem"), join(folder, "key.pem")];
    const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
    const form = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
    execFileSync("openssl", ["req", ...form, ...names, "-keyout", key, "-out", certificate], { stdio: "ignore" });
    const port = await freePort();
    const files = ["--tls-cert-file", certificate, "--tls-key-file", key, "--tls-ca-cert-file", certificate];
    const server = await startRedis({ settings: ["--tls-port", `${port}`, ...files, "--tls-auth-clients", "no"] });
    ends.push(() => server.stop());
    const url = `rediss://localhost:${port}`;
    const { log } = await opened(url);
    await until(() => log.lines.length > 0, 5000, "the warning");
    assert.match(String(log.lines[0]?.fields["reason"]), /self.signed certificate/i);
    setDefaultCACertificates([...getCACertificates("default"), readFileSync(certificate, "utf8")]);
    const { redis } = await answering(url);
    await redis.set("kept", Buffer.from("x"), 60_000);
    assert.equal(await server.tell("get", "kept"), "x");
  });

  test("a value that finds no room is refused, and nothing else", async () => {
    const { redis } = await answering(urlOfSingle());
    await single.tell("config", "set", "maxmemory-policy", "noeviction");
    await single.tell("config", "set", "maxmemory", "1");
    assert.equal(await inTime(() => redis.set("kept", Buffer.alloc(1000), 1000)), false);
    assert.equal(await inTime(() => redis.increment("count", 1, 1000)), false);
    assert.equal(await inTime(() => redis.get("kept")), true);
    assert.equal(redis.state(), "answers");
    await single.tell("config", "set", "maxmemory", "0");
  });

  test("behind sentinels the promoted copy is found", async () => {
    const { master, copy, sentinel } = await startWatched();
    ends.push(() => Promise.all([master, copy, sentinel].map((server) => server.stop())));
    const { redis } = await answering(`redis+sentinel://127.0.0.1:${sentinel.port}/shop`);
    await redis.set("kept", Buffer.from("x"), 60_000);
    await until(async () => (await copy.tell("exists", "kept")) === "1", 5000, "the copy has it");
    await master.kill();
    const isSet = () => inTime(() => redis.set("kept", Buffer.from("y"), 60_000));
    await until(isSet, 30_000, "the copy takes over");
    assert.equal(await copy.tell("get", "kept"), "y");
  });

  test("with one of three masters killed every call ends in time, and later all are answered", async () => {
    const { redis } = await answering(urlOfCluster());
    await cluster[1]?.kill();
    const until3Seconds = performance.now() + 3000;
    let calls = 0;
    while (performance.now() < until3Seconds) {
      await Promise.all(Array.from({ length: 5 }, (_, key) => inTime(() => redis.get(`key ${calls + key}`))));
      calls += 5;
      await delay(5);
    }
    assert.ok(calls > 100, `${calls} calls`);
    await cluster[1]?.start();
    const isWhole = async () => {
      const all = await Promise.all(Array.from({ length: 20 }, (_, key) => inTime(() => redis.get(`key ${key}`))));
      return all.every(Boolean);
    };
    await until(isWhole, 60_000, "all keys are answered");
  });
});
