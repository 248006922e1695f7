import pg from "pg";
import { Refusal, unavailable } from "../refusal.ts";

/** What a violated constraint means, by the constraint's name; a function is given the detail that the database tells. */
export type ByConstraint = Readonly<Record<string, Error | ((detail: string) => Error)>>;

/**
 * Connection lost or refused, server starting or stopping, no slot, disk full, a time limit, a standby; no way in any more,
 * as while a database is moved or its password is changed.
 */
const passingStates = /^(08...|26000|28...|3D000|57P0[1-5]|57014|53...|55P03|25006|25P0[34]|58030)$/;
/** PostgreSQL ends the connection with the error; or does not have what was prepared on it, and no one knows what else. */
const endingStates = /^(08...|57P0[1-5]|25P0[34]|26000)$/;
const passingErrors = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "ETIMEDOUT",
  "EPIPE",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENOENT",
  "ENETUNREACH",
  "ENETDOWN",
  "EHOSTUNREACH",
  "EHOSTDOWN",
]);
const passingWords =
  /connection terminated|connection ended|timeout exceeded when trying to connect|timeout expired|not queryable|read timeout/i;

const deniedState = "42501";

/** A table, column, function or schema that a replica does not have yet, or has not any more. */
const behindStates = /^(42P01|42703|42883|3F000)$/;

/** A row, or something that a lock is taken on, is held by somebody else; who cannot wait is told to come again. */
export class RowHeld extends Refusal {
  /** The row that the statement wants, where it has a name. */
  readonly row: string | undefined;

  constructor(row: string | undefined, cause?: unknown) {
    super("COM_50", "", { retryAfterSeconds: 1 });
    this.row = row;
    this.cause = cause;
  }
}

/** What a database says that its owner alone can mend, a right that is missing or its state, also of a failure that was translated; undefined for any other. */
export function saidToOwner(error: unknown): string | undefined {
  const cause = error instanceof Refusal ? error.cause : error;
  const isOwners = cause instanceof pg.DatabaseError && (cause.code === deniedState || isPassing(cause));
  return isOwners ? cause.message : undefined;
}

/** Is it the replica's state that failed a read, so that the primary can answer it? A read that takes too long would do so there too. */
export function isOfReplica(error: unknown): boolean {
  return codeOf(error) !== "57014" && (isPassing(error) || behindStates.test(codeOf(error)));
}

/** Has a failure, as it was translated, ended the connection or left nobody knows what on its way? */
export function hasLostConnection(failure: unknown): boolean {
  return failure instanceof Refusal && failure.cause instanceof Error && endsConnection(failure.cause);
}

/** Is the connection gone with this failure? */
export function endsConnection(error: unknown): boolean {
  return !(error instanceof pg.DatabaseError) || isFatal(error) || endingStates.test(codeOf(error));
}

/** Did a statement fail only because one before it in the transaction did? */
export function isAborted(error: unknown): boolean {
  return codeOf(error) === "25P02";
}

/** What a caller gets for a failed statement: a refusal it asked for, "unavailable", or the error itself. */
export function translate(error: unknown, refusals?: ByConstraint, wants?: string): unknown {
  if (error instanceof Refusal) return error;
  if (refusals && error instanceof pg.DatabaseError && error.constraint) {
    // A sharded table's constraints carry the shard's number at their end.
    const refused = refusals[error.constraint] ?? refusals[error.constraint.replace(/_\d+$/, "")];
    if (refused) return typeof refused === "function" ? refused(error.detail ?? "") : refused;
  }
  if (codeOf(error) === "55P03") return new RowHeld(wants, error);
  return isPassing(error) ? Object.assign(unavailable(), { cause: error }) : error;
}

/** Serialization failure or deadlock: the same transaction may succeed when run again. */
export function isRetryable(error: unknown): boolean {
  return ["40001", "40P01"].includes(codeOf(error));
}

/** Is it the database's state, and not the statement, that failed? */
function isPassing(error: unknown): boolean {
  const code = codeOf(error);
  if (passingStates.test(code) || passingErrors.has(code) || isRetryable(error) || isFatal(error)) return true;
  return error instanceof Error && passingWords.test(error.message);
}

/** The database's code of a failure, also of one that was translated already. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  if (error instanceof Refusal) return codeOf(error.cause);
  return "code" in error && typeof error.code === "string" ? error.code : "";
}

/** The word is in the server's language, so it is only one sign of several. */
function isFatal(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^(FATAL|PANIC)$/.test(error.severity ?? "");
}
