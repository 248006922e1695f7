import { pino, type DestinationStream, type Logger } from "pino";
import pretty from "pino-pretty";
import type { Config } from "./config.ts";

/** Never written, wherever they stand: what would let a reader of the log act as somebody, or pay as somebody. */
const secrets = [
  "authorization",
  "user-key",
  "cookie",
  "password",
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

/** PostgreSQL tells the row that it refused, with all that a customer keeps in it. */
const withoutRows = (error: Error): object => {
  const { detail: _detail, where: _where, ...told } = pino.stdSerializers.err(error) as Record<string, unknown>;
  return told;
};

/** Lines of JSON for machines; for a person at a terminal, lines to read. They go to standard output unless told where. */
export const openLog = (
  { logLevel, logFormat }: Pick<Config, "logLevel" | "logFormat">,
  destination?: DestinationStream,
): Logger => {
  const options = { level: logLevel, redact, base: null, serializers: { err: withoutRows } };
  if (destination) return pino(options, destination);
  const isForPeople = logFormat === "pretty" || (logFormat === "auto" && process.stdout.isTTY);
  return isForPeople ? pino(options, pretty({ translateTime: "HH:MM:ss", ignore: "pid,hostname" })) : pino(options);
};
