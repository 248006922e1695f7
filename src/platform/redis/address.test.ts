import assert from "node:assert/strict";
import { test } from "node:test";
import { readConfig, WrongSettings } from "../config.ts";
import { redisAddressOf } from "./address.ts";

const nothing = {
  user: undefined,
  password: undefined,
  database: 0,
  master: undefined,
  sentinelUser: undefined,
  sentinelPassword: undefined,
};

test("one Redis, a cluster and a master behind sentinels each have an address", () => {
  for (const [url, address] of [
    ["redis://cache", { ...nothing, kind: "single", nodes: [{ host: "cache", port: 6379 }], isEncrypted: false }],
    [
      "rediss://shop:p%40ss%2F%25@cache.example:6380/3",
      {
        ...nothing,
        kind: "single",
        nodes: [{ host: "cache.example", port: 6380 }],
        isEncrypted: true,
        user: "shop",
        password: "p@ss/%",
        database: 3,
      },
    ],
    [
      "redis+cluster://:secret@10.0.0.1:7000,[fd00::2]:7001,node-3",
      {
        ...nothing,
        kind: "cluster",
        nodes: [
          { host: "10.0.0.1", port: 7000 },
          { host: "fd00::2", port: 7001 },
          { host: "node-3", port: 6379 },
        ],
        isEncrypted: false,
        password: "secret",
      },
    ],
    [
      "rediss+sentinel://:secret@one,two:26380/shop/1?sentinel_user=a&sentinel_password=b%26",
      {
        kind: "sentinel",
        nodes: [
          { host: "one", port: 26_379 },
          { host: "two", port: 26_380 },
        ],
        isEncrypted: true,
        user: undefined,
        password: "secret",
        database: 1,
        master: "shop",
        sentinelUser: "a",
        sentinelPassword: "b&",
      },
    ],
  ] as const) {
    assert.equal(readConfig({ REDIS_URL: ` ${url} ` }).redisUrl, url);
    assert.deepEqual(redisAddressOf(url), address, url);
  }
});

test("an address of Redis that cannot work is refused in one sentence, without its password", () => {
  const reserved = "in a user's name or a password write % as %25, # as %23, / as %2F, ? as %3F and @ as %40.";
  const noHost = "it names no host: write an address like redis://user:password@host:6379.";
  const noPort = "its port must be from 1 to 65535.";
  const noMaster = "name the master that the sentinels watch, as in redis+sentinel://host:26379,host:26379/name.";
  for (const [url, fault] of [
    ["redis://", noHost],
    ["redis://:secret@", noHost],
    ["redis://a b", noHost],
    ["redis+cluster://one,,two", noHost],
    ["redis://one,two", "it names several hosts: write redis+cluster:// or redis+sentinel:// for these."],
    ["redis://cache:0", noPort],
    ["redis://cache:65536", noPort],
    ["redis://cache:port", noPort],
    ["redis+cluster://one:7000,two:70000", noPort],
    ["redis://secret@cache", "write a password behind a colon, as in redis://:password@host:6379."],
    ["redis://u:se%cret@cache", reserved],
    ["redis://u:se/cret@cache", reserved],
    ["redis://u:se@cret@cache", reserved],
    ["redis://cache/shop", "its database must be a number, as in redis://host:6379/1."],
    ["redis://cache/0/1", "its database must be a number, as in redis://host:6379/1."],
    ["redis://cache?tls=on", "nothing may stand behind a ? in it."],
    ["redis+cluster://one/1", "a cluster has no numbered databases: leave out what stands behind the hosts."],
    ["redis+sentinel://one,two", noMaster],
    ["redis+sentinel://one/", noMaster],
    ["redis+sentinel://one/shop/x", noMaster],
    ["redis+sentinel://one/shop?name=x", "behind its ? only sentinel_user and sentinel_password are known."],
  ] as const)
    assert.throws(
      () => readConfig({ REDIS_URL: url }),
      (error) => error instanceof WrongSettings && error.message === `REDIS_URL is not usable: ${fault}`,
      url,
    );
  for (const url of ["cache:6379", "http://cache", "redis+master://one", "valkey://one", "'redis://cache'"])
    assert.throws(() => readConfig({ REDIS_URL: url }), { message: /^REDIS_URL (is not usable: it must|stands in)/ });
});
