import { domainToASCII } from "node:url";
import type { Log } from "../log.ts";
import type * as nodemailer from "nodemailer";
import type { SendMailOptions } from "nodemailer";
import type { Config } from "../config.ts";
import type { Job } from "../jobs/task.ts";
import { addressOf, onOneLine, sender } from "./address.ts";
import { writeMail } from "./folder.ts";
import { asHtml, asText } from "./layout.ts";
import type { Letter } from "./letter.ts";
import { mailSendings } from "../telemetry/channels.ts";
import { recordMail } from "./mail.queries.ts";
import { sendBySmtp, smtpLimits, type SmtpLimits } from "./smtp.ts";

/** The parts of a job that sending its mail needs. */
export type Sending = Pick<Job, "id" | "createdAt" | "signal" | "done">;

/** Sends mails; resolves once a mail is sent or written and that is recorded. */
export type Post = { send(letter: Letter, job: Sending): Promise<void> };

type PostOptions = {
  readonly config: Pick<Config, "smtpUrl" | "mailFrom" | "shopName" | "dataDir">;
  readonly log: Pick<Log, "info">;
  readonly limits?: SmtpLimits;
};

/** Maximum number of characters of a subject that are recorded. */
const longestSubject = 200;

/** Opens the mail transport: the server of SMTP_URL, or files. */
export function openPost(options: PostOptions): Post {
  const { send } = options.config.smtpUrl ? bySmtp(options) : intoFolder(options);
  return { send: (letter, job) => mailSendings.tracePromise(send, {}, undefined, letter, job) };
}

function bySmtp({ config, limits = smtpLimits }: PostOptions): Post {
  const mailer = firstNeeded((loaded) => loaded);
  return {
    async send(letter, job) {
      const mail = mailOf(letter, job, config);
      await sendBySmtp(await mailer(), { url: config.smtpUrl, mail, job, limits });
      await recordSent(letter, job);
    },
  };
}

/** Without a mail server, each mail is a file that a mail program can open. */
function intoFolder({ config, log }: PostOptions): Post {
  const transport = firstNeeded(({ createTransport }) =>
    createTransport({ streamTransport: true, buffer: true, newline: "windows" }),
  );
  return {
    async send(letter, job) {
      const mail = mailOf(letter, job, config);
      const { message } = await (await transport()).sendMail(mail);
      const file = await writeMail(config.dataDir, job, message);
      await recordSent(letter, job);
      log.info({ file }, "no SMTP_URL is set: a mail was written to the folder mail in DATA_DIR");
    },
  };
}

/** Returns a transport that loads nodemailer with the first mail: a server that sends none saves its 4 MB. */
function firstNeeded<Transport>(open: (mailer: typeof nodemailer) => Transport) {
  let opened: Promise<Transport> | undefined;
  return (): Promise<Transport> => (opened ??= import("nodemailer").then(open));
}

/**
 * Returns the complete mail. Its Message-ID is the job's id in every run: a receiver who gets the mail twice can detect
 * the duplicate.
 */
function mailOf(
  letter: Letter,
  { id, createdAt }: Sending,
  { mailFrom, shopName }: PostOptions["config"],
): SendMailOptions {
  const from = sender(mailFrom, shopName);
  return {
    from,
    to: addressOf(letter.to),
    subject: onOneLine(letter.subject),
    text: asText(letter, shopName),
    html: asHtml(letter, shopName),
    date: createdAt,
    messageId: `<${id}@${asciiDomain(from.address)}>`,
    headers: { "Auto-Submitted": "auto-generated" },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/**
 * Returns the domain of an address as headers may contain it (RFC 5322): characters beyond ASCII in their IDNA form.
 */
function asciiDomain(address: string): string {
  return domainToASCII(address.slice(address.lastIndexOf("@") + 1)) || "localhost";
}

/** Records that the mail is sent: no run sends it again, and the customer's export of personal data names it. */
function recordSent({ to: { customerId }, subject }: Letter, { id, done }: Sending): Promise<void> {
  return done(
    customerId === undefined
      ? undefined
      : recordMail({
          mailId: id,
          customerId,
          subject: [...onOneLine(subject)].slice(0, longestSubject).join(""),
          now: new Date(),
        }),
  );
}
