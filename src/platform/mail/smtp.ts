import { PassThrough } from "node:stream";
import type * as nodemailer from "nodemailer";
import type { NodemailerError, SendMailOptions } from "nodemailer";
import { PermanentFailure, type Job } from "../jobs/task.ts";
import type { Address } from "./letter.ts";

/** How long a mail server may take, in milliseconds. */
export type SmtpLimits = {
  /** To be reached, and to greet. */
  readonly connect: number;
  /** From there until it has the whole letter. */
  readonly commands: number;
  /**
   * To answer the letter. RFC 5321, 4.5.3.2.6, asks for ten minutes: who hangs up sooner sends again what a slow server
   * delivers.
   */
  readonly answer: number;
};

export const smtpLimits: SmtpLimits = { connect: 10_000, commands: 60_000, answer: 600_000 };

/** Sends a letter over a connection of its own; settles when the server has taken it. */
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
    // Its silence is measured above, by what it is silent about.
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

/** Refused for good: this reader or this text. Anything else, a refused password or sender too, may be mended. */
function isRefusedForGood({ responseCode = 0, command }: NodemailerError): boolean {
  return responseCode >= 500 && (command === "RCPT TO" || command === "DATA");
}

/** Why a letter is given up. A domain is written in ASCII, but what stands before the @ has no other spelling. */
function reasonOf({ message }: Error, { to }: SendMailOptions): string {
  return /^[^@]*[^\0-\x7F]/.test((to as Address).address)
    ? `The mail server did not take an address with letters beyond ASCII before the @, for which it must offer SMTPUTF8 (RFC 6531): ${message}`
    : message;
}

/** Calls back when the last byte of a letter has been read by the connection that sends it. */
function noticing(handedOver: () => void): PassThrough {
  return new PassThrough().once("end", handedOver);
}

/**
 * The times that a letter has. Until the server has all of it, it may be called off; from then on its answer is waited for,
 * whoever says otherwise: the server may be delivering it.
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
