import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { moveOrder } from "../../src/orders/index.ts";
import { retryJobs } from "../../src/platform/jobs/jobs.queries.ts";
import { askingApp, newBuyer, placedOrder, type Buyer } from "../support/clients/buyers.ts";
import { cloneDatabase, openShopOn, type TestShop } from "../support/servers/shop.ts";
import { openSmtp, type ReceivedMail, type SmtpServer } from "../support/fakes/smtp.ts";
import { until } from "../support/until.ts";

let database: Awaited<ReturnType<typeof cloneDatabase>>;
let smtp: SmtpServer;
let shop: TestShop;
let buyer: Buyer;
let received: ReceivedMail[] = [];

before(async () => {
  database = await cloneDatabase();
  smtp = await openSmtp();
  shop = await openShopOn(database.url, { WORKER: "on", SMTP_URL: smtp.url, RATE_LIMIT: "off" });
});
after(async () => {
  await shop.close();
  await smtp.close();
  await database.drop();
});
beforeEach(async () => {
  buyer = await newBuyer(askingApp(shop.app));
  await isAllDone();
  smtp.behave({});
});

const undone = () =>
  shop.sql(
    "select task, attempts, last_error, dead_lettered_at is not null as is_dead_letter from job where task like 'mail-%' order by task",
  );
const isAllDone = () => until(async () => (await undone()).length === 0, 20_000, "every letter is recorded");
/** Returns the buyer's mails, without the first one, which is about the account. */
const mails = () =>
  [...received, ...smtp.received].filter(({ recipients }) => recipients.includes(buyer.email)).slice(1);
const subjects = () =>
  mails()
    .map(({ subject = "" }) => subject)
    .toSorted(byName);
const byName = (one: string, other: string) => one.localeCompare(other);
const tokenIn = ({ text }: ReceivedMail) => /the code in it: (\S+)/.exec(text ?? "")?.[1];

/** Triggers a mail of each kind and returns their subjects. */
const askForEach = async (): Promise<string[]> => {
  const order = await placedOrder(buyer);
  const paid = await buyer.ask("POST", "/stripe/charge", {
    stripeToken: "tok_visa",
    order_id: order,
    description: "A shirt",
  });
  assert.equal(paid.status, 200);
  const other = await placedOrder(buyer);
  await moveOrder(shop.db, { customerId: buyer.customerId, orderId: other }, "cancelled", {
    byWhom: "npm run order",
    now: new Date(),
  });
  await buyer.ask("POST", "/customers/email/verify/send");
  await buyer.ask("POST", "/customers/password/forgot", { email: buyer.email });
  return [
    `Your order ${order}`,
    `Your order ${other} was cancelled`,
    "Is this your address?",
    "Set a new password",
  ].toSorted(byName);
};
const failedOnce = () =>
  until(async () => (await undone()).every(({ last_error }) => last_error !== null), 15_000, "each was tried");
const tryAgainNow = () =>
  shop.sql("update job set run_at = now() where worker_id is null and dead_lettered_at is null");

test("while the mail server is away letters wait; when it is back each is sent once", async () => {
  const { port } = smtp;
  received = [...received, ...smtp.received];
  await smtp.close();
  const expected = await askForEach();
  for (const _ of [1, 2]) {
    await failedOnce();
    await tryAgainNow();
    await delay(2500);
  }
  const waiting = await undone();
  assert.equal(waiting.length, 4);
  assert.ok(waiting.every(({ is_dead_letter, attempts }) => !is_dead_letter && Number(attempts) >= 2));
  assert.equal(
    (await shop.sql("select from mailed_token where customer_id = $1", [buyer.customerId])).length,
    3,
    "the account's own, and one of each letter, however often it was tried",
  );
  smtp = await openSmtp(port);
  await tryAgainNow();
  await isAllDone();
  assert.deepEqual(subjects(), expected);
});

test("a mail server that takes its time gets each letter once, and holds up no other", async () => {
  const answer = Promise.withResolvers<void>();
  smtp.behave({ answersAfter: answer.promise });
  const expected = await askForEach();
  await until(() => mails().length === 4, 15_000, "the server has them");
  smtp.behave({});
  const other = await newBuyer(askingApp(shop.app));
  await until(() => smtp.received.some(({ recipients }) => recipients.includes(other.email)), 8000, "another's letter");
  // Longer than the limit for connecting to a mail server, which does not apply to its reply.
  await delay(12_000);
  assert.equal((await undone()).length, 4);
  answer.resolve();
  await isAllDone();
  await delay(2500);
  assert.deepEqual(subjects(), expected);
});

for (const behaviour of [{ recipient: 451 }, { data: 451 }])
  test(`what a mail server cannot take now (${JSON.stringify(behaviour)}) goes later, once`, async () => {
    smtp.behave(behaviour);
    const expected = await askForEach();
    await failedOnce();
    smtp.behave({});
    await tryAgainNow();
    await isAllDone();
    assert.deepEqual(subjects(), expected);
  });

test("what a mail server refuses is set aside at once, and goes when somebody retries it", async () => {
  smtp.behave({ recipient: 550 });
  const expected = await askForEach();
  await until(async () => (await undone()).every(({ is_dead_letter }) => is_dead_letter === true), 15_000, "set aside");
  assert.ok((await undone()).every(({ attempts, last_error }) => attempts === 1 && /550/.test(String(last_error))));
  smtp.behave({});
  await shop.db.all(retryJobs(null));
  await isAllDone();
  assert.deepEqual(subjects(), expected);
});

test("a letter that goes again, since its server hung up, has the same id and the same token", async () => {
  smtp.behave({ hangsUp: true });
  await askForEach();
  await failedOnce();
  smtp.behave({});
  await tryAgainNow();
  await isAllDone();
  const bySubject = Map.groupBy(mails(), ({ subject }) => subject);
  assert.equal(bySubject.size, 4);
  for (const [subject, copies] of bySubject) {
    assert.ok(copies.length >= 2, subject);
    assert.equal(new Set(copies.map(({ messageId }) => messageId)).size, 1, subject);
    assert.equal(new Set(copies.map(tokenIn)).size, 1, subject);
    assert.equal(tokenIn(copies[0] as ReceivedMail) !== undefined, !subject?.startsWith("Your order"), subject);
  }
  const token = tokenIn(bySubject.get("Set a new password")?.[0] as ReceivedMail);
  const reset = await buyer.ask("POST", "/customers/password/reset", { token, password: "warp and weft 12" });
  assert.equal(reset.status, 200, "the first copy's token is good");
});
