import pg from "pg";
import { unavailable } from "../refusal.ts";

/** What a violated constraint means, by the constraint's name; a function is given the detail that the database tells. */
export type ByConstraint = Readonly<Record<string, Error | ((detail: string) => Error)>>;

/** Connection lost or refused, server starting or stopping, no slot, disk full, a time limit, a standby. */
const passingStates = /^(08...|57P0[1-5]|57014|53...|55P03|25006|58030)$/;
const passingErrors = new Set(["ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EPIPE", "ENOTFOUND", "EAI_AGAIN", "ENOENT"]);
const passingWords =
  /connection terminated|connection ended|timeout exceeded when trying to connect|timeout expired|not queryable|read timeout/i;

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";

/** Is it the database's state, and not the statement, that failed? */
const isPassing = (error: unknown): boolean => {
  const code = codeOf(error);
  if (passingStates.test(code) || passingErrors.has(code)) return true;
  return error instanceof Error && passingWords.test(error.message);
};

/** Serialization failure or deadlock: the same transaction may succeed when run again. */
export const isRetryable = (error: unknown): boolean => ["40001", "40P01"].includes(codeOf(error));

/** Did a statement fail only because one before it in the transaction did? */
export const isAborted = (error: unknown): boolean => codeOf(error) === "25P02";

/** What a caller gets for a failed statement: a refusal it asked for, "unavailable", or the error itself. */
export const translate = (error: unknown, refusals: ByConstraint | undefined): unknown => {
  if (refusals && error instanceof pg.DatabaseError && error.constraint) {
    // A sharded table's constraints carry the shard's number at their end.
    const refused = refusals[error.constraint] ?? refusals[error.constraint.replace(/_\d+$/, "")];
    if (refused) return typeof refused === "function" ? refused(error.detail ?? "") : refused;
  }
  return isPassing(error) ? Object.assign(unavailable(), { cause: error }) : error;
};
