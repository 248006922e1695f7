import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { openWire, type Outcome } from "./wire.ts";

const short = { connections: 2, timeoutMilliseconds: 300 };

/** Sends requests to a server all at once, and returns what became of each and how many connections there were. */
const sendTo = async (answer: RequestListener, paths: readonly string[], options = short) => {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  let opened = 0;
  server.on("connection", () => (opened += 1));
  const wire = openWire({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ...options });
  const outcomes = await Promise.all(
    paths.map((path) => {
      const { promise, resolve } = Promise.withResolvers<Outcome>();
      wire.send(`GET ${path} HTTP/1.1\r\nhost: shop\r\n\r\n`, resolve);
      return promise;
    }),
  );
  wire.close();
  server.closeAllConnections();
  server.close();
  return { opened, outcomes: outcomes.map((one) => ("fault" in one ? one.fault : `${one.status} ${one.body}`)) };
};

test("requests share the connections and each gets its own reply", async () => {
  const paths = Array.from({ length: 20 }, (_, number) => `/${number}`);
  const { outcomes, opened } = await sendTo((request, response) => response.end(request.url), paths);
  assert.deepEqual(
    outcomes,
    paths.map((path) => `200 ${path}`),
  );
  assert.equal(opened, 2);
});

test("a cut request and one without a reply are told, and nothing is sent twice", async () => {
  const asked: string[] = [];
  const answer: RequestListener = (request, response) => {
    asked.push(request.url ?? "");
    if (request.url === "/cut") request.socket.destroy();
    else if (request.url !== "/never") response.end("here");
  };
  const { outcomes } = await sendTo(answer, ["/cut", "/never", "/later"]);
  assert.deepEqual(outcomes, ["cut", "timeout", "200 here"]);
  assert.deepEqual(asked.toSorted(), ["/cut", "/later", "/never"]);
});

test("a request that waits too long for a connection is given up", async () => {
  const { outcomes } = await sendTo(() => undefined, ["/a", "/b", "/c"], { connections: 1, timeoutMilliseconds: 300 });
  assert.deepEqual(outcomes, ["timeout", "timeout", "timeout"]);
});
