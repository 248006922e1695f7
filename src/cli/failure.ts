import { SourceFault } from "../import/index.ts";
import { CurrencyMismatch } from "../orders/index.ts";
import { WrongSettings } from "../platform/config.ts";
import { UnreadableFile } from "../platform/env-file.ts";
import { EmbeddedRefusal } from "../platform/embedded-postgres/index.ts";
import { isTimeout, ownerMessage } from "../platform/database/failure.ts";
import { DatabaseUnfit } from "../platform/database/fitness.ts";
import { DatabaseClosed, SchemaMismatch } from "../platform/database/migrate.ts";
import { TransferFault } from "../platform/database/transfer/transfer-fault.ts";
import { Refusal } from "../platform/refusal.ts";
import { PortTaken } from "../server/listening.ts";
import { EndedEarly } from "../server/processes/serving-process.ts";
import { RedisExtraMissing } from "../server/redis.ts";
import { TelemetryExtraMissing } from "../server/telemetry.ts";

const tooBusy =
  "The database took too long to answer: the machine it runs on was too busy. Start again when it has less to do.";

/** Prints a failure: a sentence where the owner can fix it; anything else is a bug and printed with its stack trace. */
export function tellFailure(error: unknown): void {
  const sentence = isTimeout(error) ? tooBusy : sentenceOf(ownerMessage(error));
  if (error instanceof Refusal && sentence === undefined) return tellRefusal(error);
  const isOwners = [
    WrongSettings,
    UnreadableFile,
    EmbeddedRefusal,
    DatabaseClosed,
    DatabaseUnfit,
    SchemaMismatch,
    CurrencyMismatch,
    PortTaken,
    EndedEarly,
    RedisExtraMissing,
    TelemetryExtraMissing,
    SourceFault,
    TransferFault,
  ].some((kind) => error instanceof kind);
  const { message, stack } = error as Error;
  process.stderr.write(`\n${isOwners ? message : (sentence ?? stack)}\n`);
  process.exitCode = 1;
}

/**
 * Prints a refusal as a sentence for people, without its code and the prefix "Invalid Data", which are for programs.
 */
export function tellRefusal({ message, cause }: Refusal): void {
  const sentence = message.replace(/^Invalid Data: ./, (start) => start.slice(-1).toUpperCase());
  process.stderr.write(`${sentence}${cause instanceof Error ? ` (${cause.message})` : ""}\n`);
  process.exitCode = 1;
}

function sentenceOf(said: string | undefined): string | undefined {
  return (
    said &&
    `The database does not do what is needed: ${said.replace(/\.$/, "")}. Mend that, or name another in DATABASE_URL.`
  );
}
