import assert from "node:assert/strict";
import { test } from "node:test";
import { refusals, type RefusalCode } from "../../src/platform/refusal.ts";
import { operationsOf, readDocument, replyChecker, type Document, type ListedOperation } from "./document.ts";
import { everyOperation, type Situation } from "./every.ts";
import { contractGround } from "./ground.ts";
import { asContracted } from "./public-reads.ts";
import { send, type Question, type Refused, type Row } from "./row.ts";
import { rows } from "./rows/all.ts";
import { unlike } from "./unlike.ts";

let document: Document;
let check: ReturnType<typeof replyChecker>;
const ground = contractGround(async ({ shop: { app } }) => {
  document = await readDocument(app);
  check = replyChecker(document);
});

const listedAs = (key: string): ListedOperation => {
  const found = operationsOf(document).find(({ method, path }) => `${method} ${path}` === key);
  assert.ok(found, `${key} is published`);
  return found;
};

test("every published operation has a row here with each of its errors, and no row is left over", () => {
  assert.deepEqual(unlike(document, rows), []);
});

const statusAndCode = (met: string) => {
  const [code = "", status = ""] = met.split(" ");
  return { code: code as RefusalCode, status: Number(status) };
};

/** Returns an error of the admin API, which comes as a problem document, in the contract's shape. */
const asError = ({ title: message, status, code, field = "" }: Record<string, unknown>) => ({
  error: { status, code, message: String(message), field },
});

/** Sends a request and asserts a refusal: in the contract's shape, and the same as a problem document. */
const refuses = async (listed: ListedOperation, met: string, refused: Refused | Situation, good: Question) => {
  const { code, status } = statusAndCode(met);
  const { server, from } = refused as Situation;
  const app = server?.(ground()) ?? ground().shop.app;
  const question = await refused.asks(ground(), good, listed);
  const address = await from?.(ground());
  const reply = await send(app, listed, question, address);
  const what = `${listed.method} ${listed.path}, ${met}: ${reply.body.slice(0, 300)}`;
  assert.deepEqual(check(listed.method, listed.path, reply), [], what);
  const isOfStaff = listed.path.startsWith("/admin/");
  const { error } = isOfStaff ? asError(reply.json()) : reply.json();
  const field = typeof refused.field === "function" ? refused.field(listed) : (refused.field ?? "");
  assert.deepEqual({ ...error, message: "" }, { status, code, message: "", field }, what);
  if (refused.message) assert.match(error.message, refused.message, what);
  else assert.equal(error.message, refusals[code][1], what);
  assert.deepEqual([reply.statusCode, reply.headers["cache-control"]], [status, "no-store"], what);
  if (status === 429 || status === 503) assert.match(String(reply.headers["retry-after"]), /^[1-9]\d*$/, what);

  const headers = { ...question.headers, accept: "application/problem+json" };
  const problem = await send(app, listed, { ...question, headers }, address);
  assert.deepEqual(check(listed.method, listed.path, problem), [], what);
  assert.equal(problem.headers["content-type"], "application/problem+json; charset=utf-8", what);
  const named = field ? { field } : {};
  assert.deepEqual(problem.json(), { type: "about:blank", title: error.message, status, code, ...named }, what);
};

const serves = async (key: string, { asks, answers }: Row) => {
  const { method, path } = listedAs(key);
  const question = await asks(ground());
  const reply = await send(ground().shop.app, { method }, question);
  assert.equal(reply.statusCode, 200, reply.body);
  assert.deepEqual(check(method, path, reply), []);
  if (answers === undefined) return assert.equal(reply.body, "");
  const expected = typeof answers === "function" ? answers(question) : answers;
  assert.partialDeepStrictEqual(asContracted(reply.json()), expected);
};

for (const [key, row] of Object.entries(rows)) {
  test(`${key} serves whom it should`, () => serves(key, row));

  for (const [met, refused] of Object.entries(row.refuses ?? {}))
    test(`${key} refuses with ${met}`, async () => refuses(listedAs(key), met, refused, await row.asks(ground())));

  test(`${key} says no to what may befall every operation`, async () => {
    const listed = listedAs(key);
    const good = await row.asks(ground());
    for (const [met, situation] of Object.entries(everyOperation))
      if (situation.befalls(listed) && !Object.hasOwn(row.refuses ?? {}, met))
        await refuses(listed, met, situation, good);
  });
}
