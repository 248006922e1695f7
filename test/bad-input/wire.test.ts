import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { describe, test } from "node:test";
import { operationsOf, readDocument } from "../contract/document.ts";
import { oneServerOnly } from "../support/one-server.ts";
import { openShopOn, testShop } from "../support/servers/shop.ts";
import { speak, type Said } from "./socket.ts";

oneServerOnly("how a server reads what HAProxy would refuse");

const line = "GET /tax/1 HTTP/1.1\r\n";
const host = "Host: shop.example\r\n";
const good = `${line}${host}\r\n`;
const shop = testShop({ prepare: async ({ app }) => void (await app.listen({ host: "127.0.0.1", port: 0 })) });
const port = (): number => (shop().app.server.address() as AddressInfo).port;
const get = (path: string): string => `GET ${path} HTTP/1.1\r\n${host}\r\n`;
const post = (headers: string, body: string | Buffer): (string | Buffer)[] => [
  `POST /products HTTP/1.1\r\n${host}${headers}\r\n`,
  body,
];

/** Asserts that the next good request is served, in good time. */
const requireWell = async (): Promise<void> => {
  const said = await speak(port(), { parts: [`${line}${host}Connection: close\r\n\r\n`] });
  assert.deepEqual([said.statuses, said.isClosed], [[200], true]);
};
const bodyOf = ({ text }: Said): string => text.slice(text.lastIndexOf("\r\n\r\n") + 4);
const requireRefused = (said: Said, status: number): void => {
  assert.equal(said.statuses.at(-1), status, said.text);
  const { error } = JSON.parse(bodyOf(said));
  assert.deepEqual([error.status, error.code, error.field], [status, "COM_02", ""]);
  assert.match(error.message, /^Invalid Data: /);
  assert.match(said.text, /\r\naccess-control-allow-origin: \*\r\n/i, "a page may read why");
};

const refused: Readonly<Record<string, readonly [status: number, parts: readonly (string | Buffer)[]]>> = {
  "both Content-Length and Transfer-Encoding": [
    400,
    post("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
  ],
  "Transfer-Encoding and then Content-Length": [
    400,
    post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "0\r\n\r\n"),
  ],
  "two lengths": [400, post("Content-Length: 2\r\nContent-Length: 3\r\n", "{}")],
  "a length below zero": [400, post("Content-Length: -1\r\n", "{}")],
  "a length with a sign": [400, post("Content-Length: +2\r\n", "{}")],
  "a length that is none": [400, post("Content-Length: 1e3\r\n", "{}")],
  "a coding after chunked": [400, post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n")],
  "a chunk whose size is none": [400, post("Transfer-Encoding: chunked\r\n", "zz\r\n{}\r\n0\r\n\r\n")],
  "a chunk larger than it says": [400, post("Transfer-Encoding: chunked\r\n", "1\r\n{}}}\r\n0\r\n\r\n")],
  "a space before the colon": [400, [`${line}${host}X-Odd : 1\r\n\r\n`]],
  "a header without a name": [400, [`${line}${host}: 1\r\n\r\n`]],
  "NUL in a header": [400, [`${line}${host}X-Odd: a\0b\r\n\r\n`]],
  "a folded header": [400, [`${line}${host} folded\r\n\tmore\r\n X: 1\r\n\r\n`]],
  "line feeds alone": [400, ["GET /tax/1 HTTP/1.1\nHost: a\nX: 1\rY: 2\n\n"]],
  "a method that is none": [400, [`EAT /tax/1 HTTP/1.1\r\n${host}\r\n`]],
  "a path without its slash": [400, [`GET tax HTTP/1.1\r\n${host}\r\n`]],
  "HTTP/9.9": [400, [`GET /tax/1 HTTP/9.9\r\n${host}\r\n`]],
  "the preface of HTTP/2": [400, ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"]],
  "a TLS greeting": [400, [Buffer.from("16030100c8010000c40303", "hex")]],
  "bytes of chance": [400, [Buffer.from(Array.from({ length: 500 }, (_, index) => (index * 73 + 11) % 256))]],
  "headers of 20 KB": [431, [`${line}${host}${`X-Long: ${"y".repeat(990)}\r\n`.repeat(20)}\r\n`]],
  "one header of 17 KB": [431, [`${line}${host}USER-KEY: Bearer ${"y".repeat(17_000)}\r\n\r\n`]],
  "a path of 17 KB": [431, [`GET /${"y".repeat(17_000)} HTTP/1.1\r\n${host}\r\n`]],
};
for (const [about, [status, parts]] of Object.entries(refused))
  test(`a request with ${about} is refused with ${status} and the connection ends`, async () => {
    const said = await speak(port(), { parts });
    requireRefused(said, status);
    assert.ok(said.isClosed);
    await requireWell();
  });

test("OPTIONS of the whole server is told every method", async () => {
  const said = await speak(port(), { parts: [`OPTIONS * HTTP/1.1\r\n${host}Connection: close\r\n\r\n`] });
  assert.deepEqual(said.statuses, [204]);
  assert.match(said.text, /\r\nallow: DELETE, GET, HEAD, POST, PUT, OPTIONS\r\n/i);
});

test("with CORS_ORIGINS set, an unreadable request is answered to those origins alone", async () => {
  const strict = await openShopOn(shop().url, { CORS_ORIGINS: "https://front.example" });
  try {
    await strict.app.listen({ host: "127.0.0.1", port: 0 });
    const { port: strictPort } = strict.app.server.address() as AddressInfo;
    const allowed = async (origin: string) => {
      const said = await speak(strictPort, {
        parts: [`GET /tax HTTP/1.1\r\n${host}Origin: ${origin}\r\nno colon\r\n\r\n`],
      });
      assert.deepEqual(said.statuses, [400]);
      return /access-control-allow-origin: (\S+)/i.exec(said.text)?.[1];
    };
    assert.equal(await allowed("https://front.example"), "https://front.example");
    assert.equal(await allowed("https://stranger.example"), undefined);
  } finally {
    await strict.close();
  }
});

test("a request that names two hosts or none is refused; HTTP/1.0 needs none", async () => {
  requireRefused(await speak(port(), { parts: [`${line}Connection: close\r\n\r\n`] }), 400);
  assert.deepEqual((await speak(port(), { parts: ["GET /tax/1 HTTP/1.0\r\n\r\n"] })).statuses, [200]);
  requireRefused(
    await speak(port(), { parts: [`${line}${host}host: other.example\r\nConnection: close\r\n\r\n`] }),
    400,
  );
});

const paths = [
  "/images/products/../../../package.json",
  "/images/products/..%2f..%2f..%2fpackage.json",
  "/images/products/%2e%2e/%2e%2e/shop.json",
  "/images/products/..%5c..%5cshop.json",
  "/images/products/%00.webp",
  "/images/products//etc/passwd",
  "/images/products/.%2e/shop.json",
  "/docs/static/..%2f..%2fpackage.json",
  "/../package.json",
  "/%2e%2e/package.json",
  "/%c0%ae%c0%ae/",
  "/products/%zz",
  "/products/..;/",
  "http://evil.example/package.json",
];
for (const path of paths)
  test(`the path ${path} leads out of nothing`, async () => {
    const said = await speak(port(), { parts: [get(path).replace(host, `${host}Connection: close\r\n`)] });
    assert.equal(said.statuses.length, 1, said.text);
    assert.ok([400, 403, 404].includes(said.statuses[0] ?? 0), said.text);
    assert.doesNotMatch(said.text, /"version"|"departments"|root:/);
    assert.match(said.text, /x-content-type-options: nosniff/);
  });

test("a whole address in the request line reaches the same operation", async () => {
  const said = await speak(port(), {
    parts: [get("http://shop.example/tax/1").replace(host, `${host}Connection: close\r\n`)],
  });
  assert.ok([200, 404].includes(said.statuses[0] ?? 0), said.text);
});

test("a client that closes its half after the request is answered", async () => {
  const said = await speak(port(), { parts: [good], ends: true });
  assert.deepEqual([said.statuses, said.isClosed], [[200], true]);
});

test("a client that leaves in the middle of a request is let go", async () => {
  for (const parts of [
    [line],
    [`${line}Host`],
    [...post("Content-Length: 100\r\nContent-Type: application/json\r\n", "{")],
  ]) {
    const said = await speak(port(), { parts, ends: true });
    assert.ok(said.isClosed);
    assert.ok(said.statuses.every((status) => status === 400 || status === 404));
  }
  await requireWell();
});

test("pipelined requests are answered in order, and garbage behind them ends the connection", async () => {
  const said = await speak(port(), { parts: [get("/tax/1") + get("/tax/9") + get("/tax/2"), 200, "garbage\r\n\r\n"] });
  assert.deepEqual(said.statuses, [200, 404, 200, 400]);
  assert.ok(said.isClosed);
  await requireWell();
});

test("a body beyond the limit is refused before it has arrived", async () => {
  const path = await pathWithBody();
  const said = await speak(port(), {
    parts: [`${path}Content-Type: application/json\r\nContent-Length: 10485760\r\n\r\n`, "x".repeat(1000)],
  });
  assert.equal(said.statuses[0], 413, said.text);
  const chunked = await speak(port(), {
    parts: [
      `${path}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
      ...Array.from({ length: 10 }, () => `10000\r\n${"x".repeat(0x10000)}\r\n`),
    ],
  });
  assert.equal(chunked.statuses[0], 413, chunked.text);
  await requireWell();
});

/** Returns the beginning of a request to an operation that takes a body; when there is none, to an unknown path. */
const pathWithBody = async (): Promise<string> => {
  const withBody = operationsOf(await readDocument(shop().app)).find(
    ({ operation, path }) => operation.requestBody && !operation.security && !path.includes("{"),
  );
  return `${withBody?.method ?? "POST"} ${withBody?.path ?? "/nowhere"} HTTP/1.1\r\n${host}`;
};

test("three hundred connections that say nothing keep nobody out", async () => {
  const idle = Array.from({ length: 300 }, () => speak(port(), { parts: [], patience: 500 }));
  await requireWell();
  await Promise.all(idle);
});

describe("slow clients", { concurrency: true }, () => {
  const within = async (said: Promise<Said>, least: number, most: number) => {
    const { statuses, milliseconds, isClosed } = await said;
    assert.ok(isClosed && milliseconds >= least && milliseconds <= most, `${milliseconds} ms, closed: ${isClosed}`);
    assert.deepEqual(statuses, [408]);
  };
  const drops = (text: string, pause: number): (string | number)[] => [...text].flatMap((letter) => [letter, pause]);

  test("headers that do not end within 5 s are given up", () =>
    within(speak(port(), { parts: [`${line}${host}X-Slow: `], patience: 8000 }), 4500, 6500));
  test("headers that drip are given up all the same", () =>
    within(
      speak(port(), { parts: [line, host, ...drops(`X-Slow: ${"y".repeat(60)}`, 200)], patience: 8000 }),
      4500,
      6500,
    ));
  test("a body that does not arrive within 15 s is given up", async () => {
    const parts = [
      `${await pathWithBody()}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n`,
      ...drops("{".padEnd(40), 450),
    ];
    await within(speak(port(), { parts, patience: 18_000 }), 14_000, 16_800);
  });
  test("meanwhile everybody else is served", async () => {
    for (let again = 0; again < 10; again += 1) await requireWell();
  });
});
