import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type AddressInfo, type Socket } from "node:net";
import { test } from "node:test";
import fastify from "fastify";
import { until } from "../../../test/support/until.ts";
import { answerFailure } from "./failure.ts";
import { boundLargeBodies } from "./large-bodies.ts";
import type { App } from "./server.ts";

test("slow large bodies are refused beyond a bound; small ones and later ones are read", async (context) => {
  const app = fastify({ forceCloseConnections: true }) as unknown as App;
  context.after(() => app.close());
  app.setErrorHandler(answerFailure);
  boundLargeBodies(app, { largeBytes: 1000, longestBytes: 4000, mostBytes: 10_000 });
  app.post("/", async () => "read");
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as AddressInfo;

  /** Sends the beginning of a JSON text of so many bytes, or in chunks. */
  const begin = async (length: string): Promise<Socket> => {
    const socket = connect(port, "127.0.0.1");
    context.after(() => socket.destroy());
    socket.on("error", () => undefined);
    await once(socket, "connect");
    socket.write(`POST / HTTP/1.1\r\nHost: shop.example\r\nContent-Type: application/json\r\n${length}\r\n\r\n`);
    return socket;
  };
  const statusOf = async (socket: Socket): Promise<string> => String((await once(socket, "data"))[0]).slice(9, 12);
  const post = async (bytes: number): Promise<string> => {
    const socket = await begin(`Content-Length: ${bytes}`);
    const told = statusOf(socket);
    socket.write(`"${"x".repeat(bytes - 2)}"`);
    return told;
  };

  const slow = [await begin("Content-Length: 4000"), await begin("Transfer-Encoding: chunked")];
  await until(async () => (await post(3000)) === "503", 5000, "there is no room for a third");
  assert.equal(await post(999), "200");
  assert.equal(await post(2000), "200");
  for (const socket of slow) socket.destroy();
  await until(async () => (await post(4000)) === "200", 5000, "there is room again");
  for (let count = 0; count < 5; count += 1) assert.equal(await post(4000), "200");
});
