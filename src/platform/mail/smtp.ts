import { PassThrough } from "node:stream";
import type * as nodemailer from "nodemailer";
import type { NodemailerError, SendMailOptions } from "nodemailer";
import { PermanentFailure, type Job } from "../jobs/task.ts";
import type { Address } from "./letter.ts";

/** Time limits for a mail server, in milliseconds. */
export type SmtpLimits = {
  /** To accept the connection, and again to greet. */
  readonly connect: number;
  /** From the start, connecting included, to receive the whole mail. */
  readonly commands: number;
  /**
   * To reply to the mail. RFC 5321, 4.5.3.2.6, asks for ten minutes: a client that disconnects earlier sends a mail
   * again that a slow server delivers.
   */
  readonly answer: number;
};

export const smtpLimits: SmtpLimits = { connect: 10_000, commands: 60_000, answer: 600_000 };

/**
 * Sends a mail over a connection of its own; resolves when the server has accepted it. Throws PermanentFailure when the
 * server refuses it permanently.
 */
export async function sendBySmtp(
  { createTransport }: typeof nodemailer,
  { url, mail, job, limits }: { url: string; mail: SendMailOptions; job: Pick<Job, "signal">; limits: SmtpLimits },
): Promise<void> {
  const times = timesOf(job, limits);
  const transport = createTransport({
    url,
    connectionTimeout: limits.connect,
    greetingTimeout: limits.connect,
    dnsTimeout: limits.connect,
    // `timesOf` limits the silence of each step; this limit must not end a step earlier.
    socketTimeout: 2 * (limits.commands + limits.answer),
  });
  transport.use("stream", ({ message }, done) => {
    message.transform(() => noticing(times.handedOver));
    done();
  });
  try {
    await transport.sendMail({ ...mail, signal: times.signal });
  } catch (error) {
    if (isRefusedForGood(error as NodemailerError))
      throw new PermanentFailure(reasonOf(error as Error, mail), { cause: error });
    throw times.signal.aborted ? times.signal.reason : error;
  } finally {
    times.stop();
  }
}

/** Connects to a mail server and signs in as a mail would be sent; throws the reason why that fails. */
export async function requireSmtp(url: string, { connect }: Pick<SmtpLimits, "connect"> = smtpLimits): Promise<void> {
  const { createTransport } = await import("nodemailer");
  const transport = createTransport({
    url,
    connectionTimeout: connect,
    greetingTimeout: connect,
    dnsTimeout: connect,
    socketTimeout: connect,
  });
  await transport.verify();
}

/**
 * Returns whether the server refused this recipient or this text permanently. Any other failure, such as a refused
 * password or sender, can be fixed.
 */
function isRefusedForGood({ responseCode = 0, command }: NodemailerError): boolean {
  return responseCode >= 500 && (command === "RCPT TO" || command === "DATA");
}

/** Returns why a mail cannot be sent. A domain has an ASCII form, but the part before the @ has none. */
function reasonOf({ message }: Error, { to }: SendMailOptions): string {
  return /^[^@]*[^\0-\x7F]/.test((to as Address).address)
    ? `The mail server did not take an address with letters beyond ASCII before the @, for which it must offer SMTPUTF8 (RFC 6531): ${message}`
    : message;
}

/** Returns a stream that calls back when the sending connection has read the last byte of a mail. */
function noticing(handedOver: () => void): PassThrough {
  return new PassThrough().once("end", handedOver);
}

/**
 * Returns the time limits of one mail. Until the server has all of it, sending can be aborted; from then on the
 * server's reply is awaited even if the job is aborted: the server may be delivering the mail.
 */
function timesOf(job: Pick<Job, "signal">, limits: SmtpLimits) {
  const ending = new AbortController();
  const endAfter = (milliseconds: number, reason: string) =>
    setTimeout(() => ending.abort(new Error(reason)), milliseconds);
  const callOff = () => ending.abort(job.signal.reason);
  let timer = endAfter(limits.commands, "The mail server did not take the letter in time");
  if (job.signal.aborted) callOff();
  job.signal.addEventListener("abort", callOff, { once: true });
  const stop = () => {
    clearTimeout(timer);
    job.signal.removeEventListener("abort", callOff);
  };
  return {
    signal: ending.signal,
    handedOver() {
      stop();
      timer = endAfter(limits.answer, "The mail server did not answer the letter in time");
    },
    stop,
  };
}
