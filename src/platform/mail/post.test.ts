import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { simpleParser } from "mailparser";
import { keptLog } from "../../../test/support/log.ts";
import { openSmtp } from "../../../test/support/smtp.ts";
import { Hopeless } from "../jobs/task.ts";
import { openPost } from "./post.ts";
import { trialJob, trialLetter } from "./trial.ts";

const postBy = (smtpUrl: string, mailFrom = "Selvedge <shop@example.org>") =>
  openPost({ config: { smtpUrl, mailFrom, dataDir: "unused" }, log: keptLog() });

test("a mail arrives as text and HTML, from the shop, with the job's id for its own", async (context) => {
  const smtp = await openSmtp();
  context.after(() => smtp.close());
  const job = trialJob();
  await postBy(smtp.url).send(trialLetter(), job);
  const [mail] = smtp.received;
  assert.ok(mail);
  assert.deepEqual(mail.recipients, ["ada@example.com"]);
  assert.deepEqual(mail.from?.value, [{ name: "Selvedge", address: "shop@example.org" }]);
  assert.equal(mail.subject, "Your order 17");
  assert.equal(mail.messageId, `<${job.id}@example.org>`);
  assert.equal(mail.date?.toISOString(), "2026-03-04T05:06:07.000Z");
  assert.equal(mail.headers.get("auto-submitted"), "auto-generated");
  assert.match(mail.text ?? "", /Total {28}\$53\.90/);
  assert.match(String(mail.html), /<h?p[^>]*>Selvedge<\/p>/);
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
    assert.ok(!(error instanceof Hopeless));
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
      (error) => error instanceof Hopeless === isHopeless,
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
      Hopeless,
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

test("a mail server that does not speak is given up within its ten seconds", async (context) => {
  const smtp = await openSmtp();
  context.after(() => smtp.close());
  smtp.behave({ greetingMilliseconds: 60_000 });
  const began = Date.now();
  await assert.rejects(postBy(smtp.url).send(trialLetter(), trialJob()), (error) => !(error instanceof Hopeless));
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

test("without a mail server each mail is a file that its owner alone reads; the log names the file and tells nothing of it", async (context) => {
  const dataDir = await mkdtemp(join(tmpdir(), "selvedge mail "));
  context.after(() => rm(dataDir, { recursive: true }));
  const log = keptLog();
  const post = openPost({ config: { smtpUrl: "", mailFrom: "shop@localhost", dataDir }, log });
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
