import pg from "pg";
import { Refusal, unavailable } from "../refusal.ts";

/** Errors for violated constraints, by constraint name; a function receives the detail of the database's error. */
export type ByConstraint = Readonly<Record<string, Error | ((detail: string) => Error)>>;

/**
 * SQLSTATEs of temporary failures: connection lost or refused, server starting or stopping, no connection slot, disk
 * full, timeout, standby; login no longer possible, as while a database is moved or its password is changed; files that
 * the server cannot read or no longer has.
 */
const passingStates = /^(08...|26000|28...|3D000|57P0[1-5]|57014|53...|55P03|25006|25P0[34]|58...)$/;
/**
 * SQLSTATEs that end the connection, show that it lacks a prepared statement and possibly more, or that it leads to a
 * standby: after a failover, another connection may lead to the new primary.
 */
const endingStates = /^(08...|57P0[1-5]|25P0[34]|25006|26000)$/;
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
const timeoutState = "57014";
/** SQLSTATE for a connection beyond those that the database, the role or the reserved slots leave. */
const noSlotState = "53300";

/** SQLSTATEs for a table, column, function or schema that a replica does not have yet, or no longer has. */
const behindStates = /^(42P01|42703|42883|3F000)$/;

/** Refusal when another transaction holds a row or another lock, and this one cannot wait: clients must retry. */
export class RowHeld extends Refusal {
  /** Name of the row that the statement wants, if it has one. */
  readonly row: string | undefined;

  constructor(row: string | undefined, cause?: unknown) {
    super("COM_50", "", { retryAfterSeconds: 1 });
    this.row = row;
    this.cause = cause;
  }
}

/** Thrown for a read that a replica cannot answer now: it has yet to replay a change, or went away meanwhile. */
export class NotFromReplica extends Error {}

/**
 * Returns the database's message for a failure that only its owner can fix: a missing privilege or the database's
 * state. Accepts a translated failure too. Returns undefined for any other.
 */
export function ownerMessage(error: unknown): string | undefined {
  const cause = error instanceof Refusal ? error.cause : error;
  const isOwners = cause instanceof pg.DatabaseError && (cause.code === deniedState || isPassing(cause));
  return isOwners ? cause.message : undefined;
}

/**
 * Returns whether a statement, or a translated failure of one, exceeded its time limit: the database's, or the longer
 * one of the driver for a database that does not reply.
 */
export function isTimeout(error: unknown): boolean {
  const cause = error instanceof Refusal ? error.cause : error;
  return codeOf(cause) === timeoutState || (cause instanceof Error && /query read timeout/i.test(cause.message));
}

/** Returns whether the role lacks the right for a statement. */
export function isDenied(error: unknown): boolean {
  return codeOf(error) === deniedState;
}

/** Returns whether the database had no free slot for another connection. */
export function hasNoSlot(error: unknown): boolean {
  return codeOf(error) === noSlotState;
}

/** Returns whether only the replica's state failed a read, so that the primary can answer it; a timeout would recur. */
export function isOfReplica(error: unknown): boolean {
  return (
    error instanceof NotFromReplica ||
    (codeOf(error) !== timeoutState && (isPassing(error) || behindStates.test(codeOf(error))))
  );
}

/**
 * Returns whether a failed read says nothing of the reads after it: the replica had yet to replay a change, or the read
 * stood in the way of the replay (a conflict with recovery).
 */
export function isOfOneRead(error: unknown): boolean {
  return error instanceof NotFromReplica || isRetryable(error);
}

/** Returns whether a translated failure ended the connection or left unknown replies under way on it. */
export function hasLostConnection(failure: unknown): boolean {
  return failure instanceof Refusal && failure.cause instanceof Error && endsConnection(failure.cause);
}

/** Returns whether this failure makes the connection unusable. */
export function endsConnection(error: unknown): boolean {
  return !(error instanceof pg.DatabaseError) || isFatal(error) || endingStates.test(codeOf(error));
}

/** Returns whether a statement failed only because an earlier one in the transaction did. */
export function isAborted(error: unknown): boolean {
  return codeOf(error) === "25P02";
}

/** Returns a caller's error: the refusal for the constraint, `RowHeld`, "unavailable", or the error itself. */
export function translate(error: unknown, refusals?: ByConstraint, wants?: string): unknown {
  if (error instanceof Refusal) return error;
  if (refusals && error instanceof pg.DatabaseError && error.constraint) {
    // The names of a sharded table's constraints end with the shard's number.
    const refused = refusals[error.constraint] ?? refusals[error.constraint.replace(/_\d+$/, "")];
    if (refused) return typeof refused === "function" ? refused(error.detail ?? "") : refused;
  }
  if (codeOf(error) === "55P03") return new RowHeld(wants, error);
  return isPassing(error) ? Object.assign(unavailable(), { cause: error }) : error;
}

/** Returns whether this is a serialization failure or deadlock: the same transaction may succeed when run again. */
export function isRetryable(error: unknown): boolean {
  return ["40001", "40P01"].includes(codeOf(error));
}

/** Returns whether the database's state, not the statement, caused a failure. */
function isPassing(error: unknown): boolean {
  const code = codeOf(error);
  if (passingStates.test(code) || passingErrors.has(code) || isRetryable(error) || isFatal(error)) return true;
  return error instanceof Error && passingWords.test(error.message);
}

/** Returns the SQLSTATE or system error code of a failure, also of a translated one; empty when it has none. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  if (error instanceof Refusal) return codeOf(error.cause);
  return "code" in error && typeof error.code === "string" ? error.code : "";
}

/** One sign of several for a fatal error, because the word is in the server's language. */
function isFatal(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^(FATAL|PANIC)$/.test(error.severity ?? "");
}
