import assert from "node:assert/strict";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { startProgram } from "../support/servers/program.ts";
import { cloneDatabase } from "../support/servers/shop.ts";
import { until } from "../support/until.ts";

/**
 * Number of clients that send and never read; `READERS=2000` uses them all, and checks memory and the waits of others.
 */
const wished = Number(process.env["READERS"] ?? 40);
const isFull = process.env["READERS"] !== undefined;
const most = { seconds: isFull ? 30 : 90, megabytes: 100, milliseconds: 100 };
/** Requests of a client that never reads: their replies have three megabytes in total. */
const asked = "GET /openapi.json HTTP/1.1\r\nHost: shop.example\r\n\r\n".repeat(40);

let database: Awaited<ReturnType<typeof cloneDatabase>>;
before(async () => void (database = await cloneDatabase()));
after(() => database.drop());

const memoryOf = (pid: number): number =>
  Number(/VmRSS:\s*(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;

/**
 * Returns the number of files and sockets that the server has open: a client that reads nothing does not notice that it
 * was cut off.
 */
const openAt = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;
/** Number of connections to the database that may open and close meanwhile. */
const others = 12;

/** Opens a client that sends requests and reads nothing. */
const deaf = async (port: number): Promise<Socket> => {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.pause();
  await once(socket, "connect");
  socket.write(asked);
  return socket;
};

/** Sends requests again and again, as buyers do meanwhile; measures how long each waited. */
const buyersMeanwhile = (url: string) => {
  const waits: number[] = [];
  const failed: string[] = [];
  let isOver = false;
  const asking = (async () => {
    while (!isOver) {
      const began = performance.now();
      const told = await fetch(`${url}/products/1?again=${waits.length}`).then(
        async (reply) => (await reply.arrayBuffer(), String(reply.status)),
        (error: unknown) => String(error),
      );
      waits.push(performance.now() - began);
      if (told !== "200") failed.push(told);
      await delay(50);
    }
  })();
  return {
    async end() {
      isOver = true;
      await asking;
      const sorted = waits.toSorted((one, other) => one - other);
      return { failed, p99: sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Infinity };
    },
  };
};

test(`${wished} who ask and never read are cut off, take little memory, and hold nobody up`, async (context) => {
  const program = await startProgram({
    DATABASE_URL: database.url,
    WORKER: "off",
    RATE_LIMIT: "off",
    LOG_LEVEL: "silent",
  });
  const sockets: Socket[] = [];
  let buyers: ReturnType<typeof buyersMeanwhile> | undefined;
  try {
    const { port } = new URL(program.url);
    for (let time = 0; time < 50; time += 1)
      await (await fetch(`${program.url}/products/1?warm=${time}`)).arrayBuffer();
    await (await fetch(`${program.url}/openapi.json`)).arrayBuffer();
    const before = memoryOf(program.pid);
    const openBefore = openAt(program.pid);
    buyers = buyersMeanwhile(program.url);
    const began = Date.now();
    for (let first = 0; first < wished; first += 100)
      sockets.push(
        ...(await Promise.all(Array.from({ length: Math.min(100, wished - first) }, () => deaf(Number(port))))),
      );
    let largest = before;
    // Of many connections, the server keeps some hundred, whose requests wait, and drops the others at once.
    await until(() => openAt(program.pid) - openBefore > Math.min(wished / 2, 100), 20_000, "they are connected");
    let left = wished;
    while (left > others && Date.now() - began < most.seconds * 1000 + 2000) {
      await delay(250);
      largest = Math.max(largest, memoryOf(program.pid));
      left = openAt(program.pid) - openBefore;
    }
    const seconds = (Date.now() - began) / 1000;
    const { failed, p99 } = await buyers.end();
    context.diagnostic(
      `${wished - Math.max(left, 0)} of ${wished} cut off after ${seconds.toFixed(1)} s; ${Math.round(before)} MB before, ${Math.round(largest)} MB at most; others: p99 ${p99.toFixed(1)} ms`,
    );
    assert.ok(left <= others, `${left} are held after ${seconds} s`);
    assert.deepEqual(failed, []);
    if (!isFull) return;
    assert.ok(seconds <= most.seconds, `${seconds} s`);
    assert.ok(largest - before <= most.megabytes, `${before} → ${largest} MB`);
    assert.ok(p99 <= most.milliseconds, `${p99} ms`);
  } finally {
    await buyers?.end();
    for (const socket of sockets) socket.destroy();
    await program.end("SIGKILL");
  }
});
