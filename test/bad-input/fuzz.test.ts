import assert from "node:assert/strict";
import { test } from "node:test";
import { operationsOf, readDocument, type ListedOperation } from "../contract/document.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { testShop } from "../support/servers/shop.ts";
import { badRequests, goodRequest, type BadRequest } from "./requests.ts";
import { judge } from "./verdict.ts";

const trials = 3000;
const seed = Number(process.env["FUZZ_SEED"] ?? process.env["SEED"] ?? Date.now() % 2 ** 31);

const { below, pick: oneOf } = seededRandom(seed);

/** Cuts, doubles or swaps parts of the text, or inserts bytes that parsers look for. */
const mutated = (text: string): string => {
  const at = below(text.length + 1);
  const end = at + below(8);
  const strewn = oneOf([
    "%",
    "%0",
    "&",
    "=",
    "[",
    "]",
    "{",
    "}",
    '"',
    "\\u0000",
    "\\ud800",
    ",",
    ":",
    "-",
    "9".repeat(20),
    "'",
    "\u{1f980}",
    "\u0301",
    "/",
    "..",
    "e9",
    ";",
    "*",
  ]);
  return oneOf([
    () => text.slice(0, at) + text.slice(end),
    () => text.slice(0, at) + strewn + text.slice(at),
    () => text.slice(0, end) + text.slice(at),
    () => text.slice(0, at) + strewn.repeat(1 + below(40)) + text.slice(end),
    () => Array.from(text, (letter) => (below(20) === 0 ? String.fromCodePoint(33 + below(90)) : letter)).join(""),
  ])();
};

/** Encodes characters that a request line cannot hold; the tests on the wire send these. */
const sendable = (url: string): string =>
  `/${url.replaceAll(/[^\x21-\x7e]|[#\\]/g, (letter) => encodeURIComponent(letter.toWellFormed())).replace(/^\/+/, "")}`;

const fuzzed = (listed: ListedOperation): BadRequest => {
  const { urlWith, query, fields } = goodRequest(listed);
  const start: BadRequest =
    below(2) === 0
      ? oneOf(badRequests(listed))
      : {
          about: "",
          method: listed.method,
          url: `${urlWith({})}?${query}`,
          ...(fields ? { payload: JSON.stringify(fields), headers: { "content-type": "application/json" } } : {}),
        };
  const rounds = 1 + below(4);
  let { url, payload } = start;
  for (let round = 0; round < rounds; round += 1) {
    if (typeof payload === "string" && payload.length < 100_000 && below(5) < 3) payload = mutated(payload);
    else url = mutated(url);
  }
  return { ...start, about: "fuzz", url: sendable(url), ...(payload === undefined ? {} : { payload }) };
};

let operations: ListedOperation[] = [];
const shop = testShop({
  settings: { TRUST_PROXY: "127.0.0.1" },
  prepare: async ({ app }) => void (operations = operationsOf(await readDocument(app))),
});

test(`${trials} random requests are answered without failing (FUZZ_SEED=${seed})`, async () => {
  const faults: string[] = [];
  for (let trial = 0; trial < trials; trial += 1) {
    const fault = await judge(shop().app, fuzzed(oneOf(operations)));
    if (fault) faults.push(fault);
  }
  assert.deepEqual(faults.slice(0, 10), [], `${faults.length} of ${trials} failed; again with FUZZ_SEED=${seed}`);
  assert.equal((await shop().app.inject("/products/2")).statusCode, 200);
});
