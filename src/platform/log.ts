import { pino, type DestinationStream, type Logger } from "pino";
import type { Config } from "./config.ts";
import { logLines } from "./telemetry/channels.ts";
import { traceFields } from "./telemetry/trace.ts";

/** The shop's log, for its operator. */
export type Log = Pick<Logger, "error" | "warn" | "info">;

/**
 * Fields that are never logged, in the first three levels of a logged object: a reader of the log could use their
 * values to act or pay as a customer.
 */
const secrets = [
  "authorization",
  "user-key",
  "cookie",
  "password",
  "current_password",
  "current-password",
  "password_token",
  "code_verifier",
  "token",
  "refresh_token",
  "access_token",
  "credit_card",
  "stripeToken",
];
const redact = {
  paths: secrets.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]),
  censor: "[hidden]",
};

/** Maximum number of characters that wait while the output cannot be written to; further lines are dropped. */
const mostWaiting = 1024 * 1024;

/** Opens a log of JSON lines, on standard output unless another destination is given. A traced line names its trace. */
export function openLog({ logLevel }: Pick<Config, "logLevel">, destination = output()): Logger {
  return pino(
    {
      level: logLevel,
      redact,
      base: null,
      serializers: { err: withoutRows },
      mixin: traceFields,
      hooks: { streamWrite: announced },
    },
    destination,
  );
}

/** Returns standard output with readable lines for a person at a terminal; undefined for machines. */
export async function screenFor({ logFormat }: Pick<Config, "logFormat">): Promise<DestinationStream | undefined> {
  const isForPeople = logFormat === "pretty" || (logFormat === "auto" && process.stdout.isTTY);
  if (!isForPeople) return undefined;
  const { default: pretty } = await import("pino-pretty");
  return pretty({ translateTime: "HH:MM:ss", ignore: "pid,hostname", destination: output() });
}

function announced(line: string): string {
  if (logLines.hasSubscribers) logLines.publish(line);
  return line;
}

/** Removes the refused row from an error of PostgreSQL: it contains a customer's data. */
function withoutRows(error: Error): object {
  const { detail: _detail, where: _where, ...told } = pino.stdSerializers.err(error) as Record<string, unknown>;
  return told;
}

/** Opens standard output. A full disk, or a reader that has closed the pipe, must not end the shop. */
function output(): DestinationStream {
  const stream = pino.destination({ fd: 1, sync: true, maxLength: mostWaiting });
  stream.on("error", () => undefined);
  return stream;
}
