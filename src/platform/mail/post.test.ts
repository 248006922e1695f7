import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { simpleParser } from "mailparser";
import { keptLog } from "../../../test/support/servers/log.ts";
import { openSmtp } from "../../../test/support/fakes/smtp.ts";
import { until } from "../../../test/support/until.ts";
import { PermanentFailure } from "../jobs/task.ts";
import { openPost } from "./post.ts";
import { smtpLimits, type SmtpLimits } from "./smtp.ts";
import { trialJob, trialLetter } from "../../../test/support/fakes/post.ts";

const postBy = (smtpUrl: string, options: { mailFrom?: string; shopName?: string; limits?: SmtpLimits } = {}) => {
  const { mailFrom = "shop@example.org", shopName = "Warp & Weft", ...rest } = options;
  return openPost({ config: { smtpUrl, mailFrom, shopName, dataDir: "unused" }, log: keptLog(), ...rest });
};

test("a mail arrives as text and HTML, from the shop, with the job's id for its own", async (context) => {
  const smtp = await openSmtp();
  context.after(() => smtp.close());
  const job = trialJob();
  await postBy(smtp.url).send(trialLetter(), job);
  const [mail] = smtp.received;
  assert.ok(mail);
  assert.deepEqual(mail.recipients, ["ada@example.com"]);
  assert.deepEqual(mail.from?.value, [{ name: "Warp & Weft", address: "shop@example.org" }]);
  assert.equal(mail.subject, "Your order 17");
  assert.equal(mail.messageId, `<${job.id}@example.org>`);
  assert.equal(mail.date?.toISOString(), "2026-03-04T05:06:07.000Z");
  assert.equal(mail.headers.get("auto-submitted"), "auto-generated");
  assert.match(mail.text ?? "", /Total {28}\$53\.90/);
  assert.match(String(mail.html), /<p[^>]*>Warp &amp; Weft<\/p>/);
  assert.match(mail.raw, /multipart\/alternative/);
});

test("a second run of the same job sends a mail of the same id; another job, another", async (context) => {
  const smtp = await openSmtp();
  context.after(() => smtp.close());
  const [post, job] = [postBy(smtp.url), trialJob()];
  await post.send(trialLetter(), job);
  await post.send(trialLetter(), job);
  await post.send(trialLetter(), trialJob());
  const [first, second, third] = smtp.received.map(({ messageId }) => messageId);
  assert.equal(first, second);
  assert.notEqual(first, third);
});

test("the shop signs in at its mail server; a refused password may be mended, so the mail waits", async (context) => {
  const smtp = await openSmtp(0, { user: "shop", password: "p@ss: word/" });
  context.after(() => smtp.close());
  await postBy(smtp.url).send(trialLetter(), trialJob());
  assert.equal(smtp.received.length, 1);
  const wrong = smtp.url.replace(/shop:[^@]*@/, "shop:wrong-word@");
  await assert.rejects(postBy(wrong).send(trialLetter(), trialJob()), (error: Error) => {
    assert.ok(!(error instanceof PermanentFailure));
    assert.ok(!error.message.includes("wrong-word"));
    return true;
  });
});

const refusals = [
  { name: "a reader whose box is full (452) gets the mail later", behaviour: { recipient: 452 }, isHopeless: false },
  { name: "a reader unknown to the server (550) never gets it", behaviour: { recipient: 550 }, isHopeless: true },
  { name: "a mail that the server cannot take now (451) goes later", behaviour: { data: 451 }, isHopeless: false },
  { name: "a mail that the server refuses (554) goes never", behaviour: { data: 554 }, isHopeless: true },
];
for (const { name, behaviour, isHopeless } of refusals)
  test(name, async (context) => {
    const smtp = await openSmtp();
    context.after(() => smtp.close());
    smtp.behave(behaviour);
    await assert.rejects(
      postBy(smtp.url).send(trialLetter(), trialJob()),
      (error) => error instanceof PermanentFailure === isHopeless,
    );
    assert.equal(smtp.begun(), 1);
    assert.equal(smtp.received.length, 0);
  });

test("nobody's name adds a header, a reader or a line", async (context) => {
  const smtp = await openSmtp();
  context.after(() => smtp.close());
  const post = postBy(smtp.url);
  const name = 'Eve\r\nBcc: spy@example.com\r\n\r\n"Body", <x@example.com>';
  await post.send(
    trialLetter({ to: { name, address: "eve@example.com" }, subject: "Hi\r\nX-Spam: no\n\n\u2028end\u202e" }),
    trialJob(),
  );
  const [mail] = smtp.received;
  assert.deepEqual(mail?.recipients, ["eve@example.com"]);
  assert.equal(mail?.subject, "Hi X-Spam: no end");
  assert.equal(mail?.headers.has("x-spam"), false);
  assert.equal(mail?.bcc, undefined);
  assert.ok(mail?.to && !Array.isArray(mail.to));
  assert.deepEqual(mail.to.value, [
    { name: 'Eve Bcc: spy@example.com "Body", <x@example.com>', address: "eve@example.com" },
  ]);
});

test("an address that could be read as several, or as none, is refused before anything is sent", async (context) => {
  const smtp = await openSmtp();
  context.after(() => smtp.close());
  const addresses = [
    "a@example.com,b@example.com",
    "a@example.com, b",
    "a@b@example.com",
    "a@example.com\r\nRCPT TO:<b@example.com>",
    "<a@example.com>",
    "a b@example.com",
    '"a"@example.com',
    "a@example.com;b@example.com",
    "group:a@example.com;",
    "a",
    "@",
    "",
  ];
  for (const address of addresses)
    await assert.rejects(
      postBy(smtp.url).send(trialLetter({ to: { name: "", address } }), trialJob()),
      PermanentFailure,
      address,
    );
  assert.equal(smtp.begun(), 0);
});

test("names and domains of every script arrive", async (context) => {
  const smtp = await openSmtp();
  context.after(() => smtp.close());
  const name = "Zoë Łukasz 山田 👩‍🚀";
  await postBy(smtp.url).send(
    trialLetter({ to: { name, address: "zoe@bücher.example" }, subject: "Grüße, 山田さん" }),
    trialJob(),
  );
  const [mail] = smtp.received;
  assert.match(mail?.raw ?? "", /^To: .*<zoe@xn--bcher-kva\.example>\r?$/ms);
  assert.equal(mail?.subject, "Grüße, 山田さん");
  assert.ok(mail?.to && !Array.isArray(mail.to));
  assert.equal(mail.to.value[0]?.name, name);
  assert.ok(
    Buffer.from(mail.raw).every((byte) => byte < 128),
    "only ASCII travels",
  );
});

test("the sender's domain is ASCII in every header; a local part that is not is held", async (context) => {
  const smtp = await openSmtp();
  context.after(() => smtp.close());
  const post = postBy(smtp.url, { mailFrom: "Shop <shop@bücher.example>" });
  await post.send(trialLetter(), trialJob());
  const [mail] = smtp.received;
  assert.match(mail?.messageId ?? "", /^<[^@]+@xn--bcher-kva\.example>$/);
  assert.ok(Buffer.from(mail?.raw ?? "").every((byte) => byte < 128));
  smtp.behave({ recipient: 553 });
  await assert.rejects(
    post.send(trialLetter({ to: { name: "Zoë", address: "zoë@example.com" } }), trialJob()),
    (error) =>
      error instanceof PermanentFailure &&
      /^The mail server did not take an address with letters beyond ASCII before the @, .*SMTPUTF8.*553/.test(
        error.message,
      ),
  );
  assert.equal(smtp.received.length, 1);
});

test("a mail server that does not speak is given up within its ten seconds", async (context) => {
  const smtp = await openSmtp();
  context.after(() => smtp.close());
  smtp.behave({ greetingMilliseconds: 60_000 });
  const began = Date.now();
  await assert.rejects(
    postBy(smtp.url).send(trialLetter(), trialJob()),
    (error) => !(error instanceof PermanentFailure),
  );
  const took = Date.now() - began;
  assert.ok(took > 8000 && took < 11_000, `${took} ms`);
});

test("a run that is told to end leaves its slow mail server at once", async (context) => {
  const smtp = await openSmtp();
  context.after(() => smtp.close());
  smtp.behave({ greetingMilliseconds: 60_000 });
  const began = Date.now();
  await assert.rejects(postBy(smtp.url).send(trialLetter(), { ...trialJob(), signal: AbortSignal.timeout(200) }));
  assert.ok(Date.now() - began < 2000);
});

test("without SMTP each mail is a file for its owner alone; the log tells only its name", async (context) => {
  const dataDir = await mkdtemp(join(tmpdir(), "selvedge mail "));
  context.after(() => rm(dataDir, { recursive: true }));
  const log = keptLog();
  const post = openPost({ config: { smtpUrl: "", mailFrom: "shop@localhost", shopName: "Warp & Weft", dataDir }, log });
  const [job, secret] = [trialJob(), "token-5f3a"];
  const letter = trialLetter({
    parts: [{ button: "Set a new password", url: `https://shop.example.com/?token=${secret}` }],
  });
  await post.send(letter, job);
  await post.send(letter, job);
  const folder = join(dataDir, "mail");
  const files = await readdir(folder);
  assert.deepEqual(files, [`20260304T050607089Z-${job.id}.eml`]);
  const path = join(folder, files[0] ?? "");
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.equal((await stat(folder)).mode & 0o777, 0o700);
  const mail = await simpleParser(await readFile(path));
  assert.equal(mail.messageId, `<${job.id}@localhost>`);
  assert.ok(mail.text?.includes(secret));
  assert.deepEqual(
    log.lines.map(({ fields }) => fields),
    [{ file: files[0] }, { file: files[0] }],
  );
  assert.ok(!JSON.stringify(log.lines).includes(secret));
  assert.ok(!JSON.stringify(log.lines).includes("ada@example.com"));
});

test("a name in MAIL_FROM is kept; no name of a shop adds a header or a reader", async (context) => {
  const smtp = await openSmtp();
  context.after(() => smtp.close());
  await postBy(smtp.url, { mailFrom: "Orders <shop@example.org>" }).send(trialLetter(), trialJob());
  const shopName = 'Eve\r\nBcc: spy@example.com\r\n\r\n"Body", <x@example.com>';
  await postBy(smtp.url, { shopName }).send(trialLetter(), trialJob());
  const [named, evil] = smtp.received;
  assert.deepEqual(named?.from?.value, [{ name: "Orders", address: "shop@example.org" }]);
  assert.deepEqual(evil?.from?.value, [
    { name: 'Eve Bcc: spy@example.com "Body", <x@example.com>', address: "shop@example.org" },
  ]);
  assert.deepEqual([evil?.bcc, evil?.recipients], [undefined, ["ada@example.com"]]);
});

test("the answer to DATA is waited for as RFC 5321 asks, the rest for a minute", () => {
  assert.deepEqual(smtpLimits, { connect: 10_000, commands: 60_000, answer: 600_000 });
});

const brief = { connect: 1000, commands: 1000, answer: 1000 };

test("a server that keeps its answer past that is left, and the letter is not taken for given", async (context) => {
  const smtp = await openSmtp();
  context.after(() => smtp.close());
  smtp.behave({ answersAfter: new Promise(() => undefined) });
  let isDone = false;
  const job = trialJob({ done: async () => void (isDone = true) });
  await assert.rejects(
    postBy(smtp.url, { limits: brief }).send(trialLetter(), job),
    /did not answer the letter in time/,
  );
  assert.deepEqual([smtp.received.length, isDone], [1, false]);
});

test("a letter that a slow server has is not called off: it is waited for and recorded", async (context) => {
  const smtp = await openSmtp();
  context.after(() => smtp.close());
  const answer = Promise.withResolvers<void>();
  smtp.behave({ answersAfter: answer.promise });
  const ending = new AbortController();
  const events: string[] = [];
  const job = trialJob({ signal: ending.signal, done: async () => void events.push("recorded") });
  const sending = postBy(smtp.url)
    .send(trialLetter(), job)
    .then(() => events.push("sent"));
  await until(() => smtp.received.length === 1, 5000, "the letter is there");
  // The test's server has read the last line; the sender learns of it only in a later turn of the event loop.
  await delay(100);
  ending.abort(new Error("The server is closing"));
  await delay(100);
  assert.deepEqual(events, []);
  answer.resolve();
  await sending;
  assert.deepEqual(events, ["recorded", "sent"]);
  assert.equal(smtp.received.length, 1);
});

test("after a hang-up instead of an answer a letter is sent again under the same id", async (context) => {
  const smtp = await openSmtp();
  context.after(() => smtp.close());
  const job = trialJob();
  smtp.behave({ hangsUp: true });
  await assert.rejects(postBy(smtp.url).send(trialLetter(), job), (error) => !(error instanceof PermanentFailure));
  smtp.behave({});
  await postBy(smtp.url).send(trialLetter(), job);
  const [first, second] = smtp.received.map(({ messageId }) => messageId);
  assert.deepEqual([first, second], [`<${job.id}@example.org>`, `<${job.id}@example.org>`]);
});
