import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { cloneDatabase, openShopOn, type TestShop } from "../../../test/support/shop.ts";
import { openSmtp, type SmtpServer } from "../../../test/support/smtp.ts";
import { until } from "../../../test/support/until.ts";
import { retryJobs } from "../jobs/queries.ts";
import { sendLater } from "./jobs.ts";
import { trialLetter } from "./trial.ts";

let database: Awaited<ReturnType<typeof cloneDatabase>>;
let smtp: SmtpServer;
let shop: TestShop;

before(async () => {
  database = await cloneDatabase("empty");
  smtp = await openSmtp();
  shop = await openShopOn(database.url, { WORKER: "on", SMTP_URL: smtp.url });
});
after(async () => {
  await shop.close();
  await smtp.close();
  await database.drop();
});

const letterOf = (order: number) => trialLetter({ subject: `Order ${order}` });
const subjects = () => smtp.received.map(({ subject }) => subject);
const undone = () =>
  shop.sql("select attempts, last_error, set_aside_at is not null as is_set_aside from job order by created_at");
const isAllDone = async () => (await undone()).length === 0;

test("a mail asked for in a transaction goes once that is committed, and never if it is not", async () => {
  await assert.rejects(
    shop.db.transaction(async (tx) => {
      await tx.all(sendLater(letterOf(1)));
      throw new Error("The order fell through");
    }),
  );
  await shop.db.transaction((tx) => tx.all(sendLater(letterOf(2))));
  await until(isAllDone, 4000, "the mail");
  assert.deepEqual(subjects(), ["Order 2"]);
});

test("mails wait while the mail server is down and go when it is back", async () => {
  const { port } = smtp;
  await smtp.close();
  for (const order of [11, 12, 13, 14, 15, 16]) await shop.db.all(sendLater(letterOf(order)));
  await until(async () => (await undone()).every(({ last_error }) => last_error !== null), 4000, "each was tried");
  assert.equal((await undone()).length, 6);
  smtp = await openSmtp(port);
  await until(isAllDone, 15_000, "all of them");
  assert.equal(subjects().length, 6, "each once");
  assert.deepEqual(new Set(subjects()), new Set([11, 12, 13, 14, 15, 16].map((order) => `Order ${order}`)));
  assert.equal(new Set(smtp.received.map(({ messageId }) => messageId)).size, 6);
});

test("a mail refused for a while goes later; one refused for good is set aside, and goes when somebody retries it", async () => {
  smtp.behave({ recipient: 451 });
  await shop.db.all(sendLater(letterOf(21)));
  await until(async () => (await undone())[0]?.["last_error"] !== null, 4000, "the refusal");
  smtp.behave({});
  await until(isAllDone, 6000, "the mail");
  assert.ok(subjects().includes("Order 21"));

  smtp.behave({ recipient: 550 });
  await shop.db.all(sendLater(letterOf(22)));
  await until(async () => (await undone())[0]?.["is_set_aside"] === true, 4000, "set aside");
  const [kept] = await undone();
  assert.equal(kept?.["attempts"], 1);
  assert.match(String(kept?.["last_error"]), /550/);
  smtp.behave({});
  await shop.db.all(retryJobs(null));
  await until(isAllDone, 4000, "the mail");
  assert.ok(subjects().includes("Order 22"));
});

test("a server with WORKER=off leaves mails to others; without SMTP_URL they are written to DATA_DIR", async (context) => {
  const other = await cloneDatabase("empty");
  const dataDir = await mkdtemp(join(tmpdir(), "selvedge-mail-"));
  const idle = await openShopOn(other.url, { WORKER: "off", DATA_DIR: dataDir });
  context.after(async () => {
    await idle.close();
    await other.drop();
    await rm(dataDir, { recursive: true });
  });
  await idle.db.all(sendLater(letterOf(31)));
  await new Promise((resolve) => setTimeout(resolve, 2500));
  assert.deepEqual(await idle.sql("select attempts from job"), [{ attempts: 0 }]);
  const working = await openShopOn(other.url, { WORKER: "on", DATA_DIR: dataDir });
  context.after(() => working.close());
  await until(async () => (await idle.sql("select from job")).length === 0, 4000, "the mail");
  assert.equal((await readdir(join(dataDir, "mail"))).length, 1);
});
