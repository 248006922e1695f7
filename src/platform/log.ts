import { pino, type DestinationStream, type Logger } from "pino";
import type { Config } from "./config.ts";

/** What the shop tells whoever runs it. */
export type Log = Pick<Logger, "error" | "warn" | "info">;

/** Never written, wherever they stand: what would let a reader of the log act as somebody, or pay as somebody. */
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

/** Of lines that cannot be written, so many characters wait until they can be; more are dropped. */
const mostWaiting = 1024 * 1024;

/** Lines of JSON; they go to standard output unless told where. */
export function openLog({ logLevel }: Pick<Config, "logLevel">, destination = output()): Logger {
  return pino({ level: logLevel, redact, base: null, serializers: { err: withoutRows } }, destination);
}

/** Standard output for a person at a terminal, who is shown lines to read; undefined for machines. */
export async function screenFor({ logFormat }: Pick<Config, "logFormat">): Promise<DestinationStream | undefined> {
  const isForPeople = logFormat === "pretty" || (logFormat === "auto" && process.stdout.isTTY);
  if (!isForPeople) return undefined;
  const { default: pretty } = await import("pino-pretty");
  return pretty({ translateTime: "HH:MM:ss", ignore: "pid,hostname", destination: output() });
}

/** PostgreSQL tells the row that it refused, with all that a customer keeps in it. */
function withoutRows(error: Error): object {
  const { detail: _detail, where: _where, ...told } = pino.stdSerializers.err(error) as Record<string, unknown>;
  return told;
}

/** Standard output. A disk that is full, or a reader who has gone, must not end the shop. */
function output(): DestinationStream {
  const stream = pino.destination({ fd: 1, sync: true, maxLength: mostWaiting });
  stream.on("error", () => undefined);
  return stream;
}
