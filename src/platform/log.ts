import { pino, type Logger } from "pino";
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

/** Lines of JSON for machines; for a person at a terminal, lines to read. */
export const openLog = async ({ logLevel, logFormat }: Pick<Config, "logLevel" | "logFormat">): Promise<Logger> => {
  const isForPeople = logFormat === "pretty" || (logFormat === "auto" && process.stdout.isTTY);
  const options = { level: logLevel, redact, base: null };
  if (!isForPeople) return pino(options);
  // Two megabytes that only somebody at a terminal needs.
  const { default: pretty } = await import("pino-pretty");
  return pino(options, pretty({ translateTime: "HH:MM:ss", ignore: "pid,hostname" }));
};
