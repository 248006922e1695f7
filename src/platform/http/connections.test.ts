import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type AddressInfo, type Socket } from "node:net";
import { test, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import fastify from "fastify";
import { speak } from "../../../test/bad-input/socket.ts";
import { until } from "../../../test/support/until.ts";
import { boundConnections, type ConnectionLimits } from "./connections.ts";
import { answerFailure } from "./failure.ts";
import type { App } from "./server.ts";

const large = Buffer.alloc(8 * 1024 * 1024, "x");
const ask = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: shop.example\r\n\r\n`;
const askLast = (path: string): string => ask(path).replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");

/** A server with a large reply, a reply that is held until `release`, and a list of the replies made. */
const open = async (context: TestContext, limits: Partial<ConnectionLimits>) => {
  const app = fastify({ forceCloseConnections: true }) as unknown as App;
  context.after(() => app.close());
  app.setErrorHandler(answerFailure);
  boundConnections(app, { connections: 100, stall: 60_000, ...limits });
  const made: string[] = [];
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  app.get("/large", async () => {
    made.push("large");
    return large;
  });
  app.get("/small", async () => "small");
  app.get("/livez", async () => "alive");
  app.get("/held", async () => {
    made.push("held");
    await released;
    return "held";
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  return { port: (app.server.address() as AddressInfo).port, made, release };
};

/** A client that sends and does not read. */
const deaf = async (context: TestContext, port: number, sent: string): Promise<Socket> => {
  const socket = connect(port, "127.0.0.1");
  context.after(() => socket.destroy());
  socket.on("error", () => undefined);
  await once(socket, "connect");
  socket.pause();
  socket.write(sent);
  return socket;
};

const isOver = (socket: Socket): boolean => socket.destroyed || socket.readableEnded;

test("a client that never reads is cut off after one reply, and others are answered meanwhile", async (context) => {
  const { port, made } = await open(context, { stall: 300 });
  const socket = await deaf(context, port, ask("/large").repeat(40));
  await until(() => made.length > 0, 5000, "the first reply is made");
  assert.deepEqual((await speak(port, { parts: [ask("/small")], ends: true })).statuses, [200]);
  assert.deepEqual(made, ["large"]);
  // A paused socket detects the disconnect when it writes.
  const ping = setInterval(() => socket.write(" "), 50);
  context.after(() => clearInterval(ping));
  await until(() => isOver(socket), 10_000, "it is cut off");
  assert.deepEqual(made, ["large"]);
});

test("requests sent at once are answered one after another, all of them", async (context) => {
  const { port, release } = await open(context, {});
  const said = speak(port, {
    parts: [ask("/held") + ask("/small").repeat(300) + askLast("/nowhere")],
    patience: 20_000,
  });
  release();
  assert.deepEqual((await said).statuses, [200, ...Array(300).fill(200), 404]);
});

test("what takes long to be answered is not taken for a client that does not read", async (context) => {
  const { port, made, release } = await open(context, { stall: 100 });
  const said = speak(port, { parts: [askLast("/held")], patience: 20_000 });
  await until(() => made.length > 0, 5000, "it is asked");
  await delay(500);
  release();
  assert.deepEqual((await said).statuses, [200]);
});

test("beyond the bound of connections requests get 503 with Retry-After; probes are answered", async (context) => {
  const { port, made } = await open(context, { connections: 2 });
  const held = [await deaf(context, port, ask("/held")), await deaf(context, port, ask("/held"))];
  await until(() => made.length === 2, 5000, "both are at work");
  const refused = await speak(port, { parts: [ask("/small")], patience: 5000 });
  assert.deepEqual([refused.statuses, refused.isClosed], [[503], true]);
  assert.match(refused.text, /\r\nretry-after: 5\r\n/i);
  assert.match(refused.text, /\r\nconnection: close\r\n/i);
  assert.deepEqual(JSON.parse(refused.text.slice(refused.text.indexOf("\r\n\r\n") + 4)), {
    error: { status: 503, code: "COM_50", message: "Temporarily unavailable", field: "" },
  });
  assert.deepEqual((await speak(port, { parts: [ask("/livez")], patience: 300 })).statuses, [200]);
  held[0]?.destroy();
  await until(
    async () => (await speak(port, { parts: [ask("/small")], patience: 200 })).statuses[0] === 200,
    5000,
    "there is room again",
  );
});

test("a new connection takes the place of the one that is idle longest, never of one at work", async (context) => {
  const { port, made, release } = await open(context, { connections: 3 });
  const kept = async (path: string): Promise<Socket> => {
    const socket = connect(port, "127.0.0.1");
    context.after(() => socket.destroy());
    socket.on("error", () => undefined);
    await once(socket, "connect");
    socket.write(ask(path));
    return socket;
  };
  const busy = await kept("/held");
  await until(() => made.includes("held"), 5000, "one is at work");
  const first = await kept("/small");
  await once(first, "data");
  const second = await kept("/small");
  await once(second, "data");
  const third = await kept("/small");
  assert.match(String((await once(third, "data"))[0]), /^HTTP\/1\.1 200/);
  await until(() => isOver(first), 5000, "the one that was idle longest is closed");
  assert.deepEqual([isOver(busy), isOver(second)], [false, false]);
  release();
  assert.match(String((await once(busy, "data"))[0]), /^HTTP\/1\.1 200/);
});
