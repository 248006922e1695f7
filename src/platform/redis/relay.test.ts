import assert from "node:assert/strict";
import { test } from "node:test";
import type { Listener } from "../database/signals.ts";
import { relaySignals } from "./relay.ts";

/** A Redis that passes each message on to every server at once, its sender included. */
const openBus = () => {
  const receivers: [string, (message: string) => void][] = [];
  const published: string[] = [];
  return {
    published,
    subscribe: (channel: string, received: (message: string) => void) => void receivers.push([channel, received]),
    async publish(channel: string, message: string) {
      published.push(`${channel} ${message}`);
      for (const [name, received] of receivers) if (name === channel) received(message);
    },
  };
};
const openServer = (bus: ReturnType<typeof openBus>, shop = "shop") => {
  const heard: string[] = [];
  const listener = (name: string): Listener => ({
    received: (payload) => void heard.push(`${name} ${payload}`),
    connected: () => undefined,
    missing: () => void heard.push("missing"),
  });
  const all = { catalogue: listener("catalogue"), review: listener("review"), job: listener("job") };
  const listeners = relaySignals(all, { redis: bus, shop, channels: ["catalogue", "review", "stock"] });
  return { heard, listeners, signal: (channel: string, payload: string) => listeners[channel]?.received(payload) };
};

test("a signal that one server hears reaches the others of its shop, once", () => {
  const bus = openBus();
  const [one, deaf, stranger] = [openServer(bus), openServer(bus), openServer(bus, "other")];
  one.signal("catalogue", "7");
  one.signal("review", "5 3");
  assert.deepEqual(bus.published, ["selvedge:signal:shop:catalogue 7", "selvedge:signal:shop:review 5 3"]);
  assert.deepEqual([one.heard, deaf.heard, stranger.heard], [["catalogue 7", "review 5 3"], one.heard, []]);
  deaf.signal("catalogue", "7");
  assert.equal(bus.published.length, 2, "it is not passed on again");
  assert.deepEqual(deaf.heard.at(-1), "catalogue 7", "the database's own signal is obeyed all the same");
});

test("a listener that tells them apart is told what is no signal of the database", async () => {
  const bus = openBus();
  const heard: string[] = [];
  const catalogue: Listener = {
    received: (payload) => void heard.push(`signal ${payload}`),
    hinted: (payload) => void heard.push(`hint ${payload}`),
    connected: () => undefined,
    missing: () => undefined,
  };
  const listeners = relaySignals({ catalogue }, { redis: bus, shop: "shop", channels: ["catalogue"] });
  await bus.publish("selvedge:signal:shop:catalogue", "7");
  listeners["catalogue"]?.received("7");
  assert.deepEqual(heard, ["hint 7", "signal 7"]);
});

test("other channels and other messages stay where they are", async () => {
  const bus = openBus();
  const [one, other] = [openServer(bus), openServer(bus)];
  one.signal("job", "mail");
  one.listeners["catalogue"]?.missing();
  for (const message of ["", "seven", "7 8 9", "-1", "9".repeat(40), "7; drop"])
    await bus.publish("selvedge:signal:shop:catalogue", message);
  assert.deepEqual([one.heard, other.heard], [["job mail", "missing"], []]);
});

test("a signal is obeyed where Redis passes on nothing", () => {
  const silent = {
    ...openBus(),
    publish: async () => {
      throw new Error("away");
    },
  };
  const { heard, signal } = openServer(silent);
  signal("catalogue", "7");
  assert.deepEqual(heard, ["catalogue 7"]);
});
