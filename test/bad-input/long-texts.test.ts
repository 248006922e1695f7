import assert from "node:assert/strict";
import { test } from "node:test";
import { oneLine } from "../../src/platform/visible.ts";
import { testShop } from "../support/servers/shop.ts";

const shop = testShop({ settings: { RATE_LIMIT: "off" } });

const json = "application/json";
const form = "application/x-www-form-urlencoded";
/** A little less than the longest body that is read. */
const size = 240_000;
const blanks = `a${" ".repeat(size)}a`;
/** Marks above and below a letter in the wrong order: Unicode's normalization sorts them. */
const marks = `a${"\u0301".repeat(size / 4)}${"\u0316".repeat(size / 4)}`;

const account = { name: "Ada", email: "long@example.com", password: "twill and denim 9" };

const cases: readonly {
  readonly of: string;
  readonly url: string;
  readonly type: string;
  readonly body: string | Buffer;
  /** Status and code; a path that does not exist has no code. */
  readonly told: readonly [number, string | undefined];
}[] = [
  {
    of: "a name of blanks",
    url: "/customers",
    type: json,
    body: JSON.stringify({ ...account, name: blanks }),
    told: [400, "USR_07"],
  },
  {
    of: "a name of blanks in a form",
    url: "/customers",
    type: form,
    body: `name=${blanks.replaceAll(" ", "+")}&email=x%40example.com&password=twillanddenim9x`,
    told: [400, "USR_07"],
  },
  {
    of: "a new password of marks",
    url: "/customers",
    type: json,
    body: JSON.stringify({ ...account, password: marks }),
    told: [400, "USR_10"],
  },
  {
    of: "a guessed password of marks",
    url: "/customers/login",
    type: json,
    body: JSON.stringify({ email: account.email, password: marks }),
    told: [400, "USR_01"],
  },
  {
    of: "a form of bytes that are no text",
    url: "/shoppingcart/add",
    type: form,
    body: Buffer.from("ff26".repeat(500), "hex"),
    told: [400, "COM_02"],
  },
  {
    of: "a form of very many fields",
    url: "/shoppingcart/add",
    type: form,
    body: "%FF&".repeat(size / 4),
    told: [400, "COM_02"],
  },
  {
    of: "a form for a path that does not exist",
    url: "/nowhere",
    type: form,
    body: "%FF&".repeat(size / 4),
    told: [404, undefined],
  },
];

/**
 * Longest time in which all of them are refused. Each took 1 to 60 seconds when the work grew with the square of the
 * length; now all of them take some milliseconds, on the slowest machine less than this.
 */
const longestMilliseconds = 15_000;

test("very long texts are refused without work that grows with the square of their length", async () => {
  const begin = performance.now();
  for (const { of, url, type, body, told } of cases) {
    const reply = await shop().app.inject({ method: "POST", url, payload: body, headers: { "content-type": type } });
    assert.deepEqual([reply.statusCode, reply.json().error?.code], told, `${of}: ${reply.body}`);
  }
  const query = await shop().app.inject(`/products?${"%FF&".repeat(3000)}`);
  assert.equal(query.statusCode, 200);
  const spent = performance.now() - begin;
  assert.ok(spent < longestMilliseconds, `${Math.round(spent)} ms`);
});

test("an address that grows beyond 254 letters by its normalized form is none", async () => {
  const email = `${"\ufdfa".repeat(30)}@example.com`;
  for (const [url, payload] of [
    ["/customers/password/forgot", { email }],
    ["/customers/login", { email, password: "not it" }],
    ["/customers", { ...account, email }],
  ] as const) {
    const reply = await shop().app.inject({ method: "POST", url, payload });
    assert.deepEqual([reply.statusCode, reply.json().error.code], [400, "USR_03"], url);
  }
});

test("blanks within a line stay, and line breaks among them become one blank", () => {
  assert.equal(oneLine("  a  b \n c\u0000d\u200b "), "a  b c d");
  assert.equal(oneLine(" \n "), "");
  assert.equal(oneLine(""), "");
});
