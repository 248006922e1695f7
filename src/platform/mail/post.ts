import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FastifyBaseLogger } from "fastify";
import type * as nodemailer from "nodemailer";
import type { NodemailerError, SendMailOptions } from "nodemailer";
import type { Config } from "../config.ts";
import { Hopeless, type Job } from "../jobs/task.ts";
import { addressOf, onOneLine, sender } from "./address.ts";
import { asHtml, asText } from "./layout.ts";
import type { Letter } from "./letter.ts";

/** Takes letters to where they go; settles once they are there. */
export type Post = { send(letter: Letter, job: Job): Promise<void> };

type PostWish = {
  readonly config: Pick<Config, "smtpUrl" | "mailFrom" | "dataDir">;
  readonly log: Pick<FastifyBaseLogger, "info">;
};

const patienceMilliseconds = 10_000;
const patience = {
  connectionTimeout: patienceMilliseconds,
  greetingTimeout: patienceMilliseconds,
  socketTimeout: patienceMilliseconds,
  dnsTimeout: patienceMilliseconds,
};

/** The mail in full. Its id is the job's, so that a receiver who gets it twice can tell. */
const mailOf = (letter: Letter, { id, createdAt }: Job, mailFrom: string): SendMailOptions => {
  const from = sender(mailFrom);
  return {
    from,
    to: addressOf(letter.to),
    subject: onOneLine(letter.subject),
    text: asText(letter),
    html: asHtml(letter),
    date: createdAt,
    messageId: `<${id}@${from.address.slice(from.address.lastIndexOf("@") + 1)}>`,
    headers: { "Auto-Submitted": "auto-generated" },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
};

/** Refused for good: this reader or this text. Anything else, a refused password or sender too, may be mended. */
const isRefusedForGood = ({ responseCode = 0, command }: NodemailerError): boolean =>
  responseCode >= 500 && (command === "RCPT TO" || command === "DATA");

/** A way of mail whose program is loaded with the first letter: a server that sends none is spared its 4 MB. */
const firstNeeded = <Transport>(open: (mailer: typeof nodemailer) => Transport) => {
  let opened: Promise<Transport> | undefined;
  return (): Promise<Transport> => (opened ??= import("nodemailer").then(open));
};

const bySmtp = ({ smtpUrl, mailFrom }: PostWish["config"]): Post => {
  const transport = firstNeeded(({ createTransport }) => createTransport({ url: smtpUrl, ...patience }));
  return {
    async send(letter, job) {
      const mail = mailOf(letter, job, mailFrom);
      try {
        await (await transport()).sendMail({ ...mail, signal: job.signal });
      } catch (error) {
        if (isRefusedForGood(error as NodemailerError)) throw new Hopeless((error as Error).message, { cause: error });
        throw error;
      }
    },
  };
};

/** Without a mail server each mail is a file, as a mail program opens it. */
const intoFolder = ({ config: { dataDir, mailFrom }, log }: PostWish): Post => {
  const folder = join(dataDir, "mail");
  const transport = firstNeeded(({ createTransport }) =>
    createTransport({ streamTransport: true, buffer: true, newline: "windows" }),
  );
  return {
    async send(letter, job) {
      const mail = mailOf(letter, job, mailFrom);
      const { message } = (await (await transport()).sendMail(mail)) as unknown as { message: Buffer };
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const file = `${job.createdAt.toISOString().replaceAll(/[-:.]/g, "")}-${job.id}.eml`;
      await writeFile(join(folder, file), message, { mode: 0o600 });
      log.info({ file }, "no SMTP_URL is set: a mail was written to the folder mail in DATA_DIR");
    },
  };
};

/** The way mail takes: the server of SMTP_URL, or files. */
export const openPost = (wish: PostWish): Post => (wish.config.smtpUrl ? bySmtp(wish.config) : intoFolder(wish));
