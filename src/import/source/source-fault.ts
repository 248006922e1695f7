import { encodingAdvice } from "./encoding.ts";

/**
 * Thrown when the source database cannot be read. The message gives the reason in one sentence, without the password.
 */
export class SourceFault extends Error {}

type MysqlError = { readonly code?: string; readonly message?: string };

const lost = new Set(["PROTOCOL_CONNECTION_LOST", "ECONNRESET", "EPIPE", "ER_SERVER_SHUTDOWN", "ER_CONNECTION_KILLED"]);

/** Converts a connection error to a sentence for the operator. */
export function sourceFault(error: unknown, where: string, database: string): SourceFault {
  return new SourceFault(
    `The source ${where} cannot be read: ${reasonOf(error as MysqlError, database).replace(/\.$/, "")}.`,
    { cause: error },
  );
}

/** Converts an error while a table is read, usually a lost connection. */
export function lostFault(error: unknown, where: string, table: string): SourceFault {
  const { code = "" } = error as MysqlError;
  const what = lost.has(code) ? "its connection ended" : reasonOf(error as MysqlError, where);
  return new SourceFault(`The source ${where} was lost while ${table} was read: ${what}. Nothing was taken over.`, {
    cause: error,
  });
}

function reasonOf({ code = "", message = "" }: MysqlError, database: string): string {
  if (code === "ER_ACCESS_DENIED_ERROR" || code === "ER_ACCESS_DENIED_NO_PASSWORD_ERROR")
    return `it does not know this user, or the password is wrong. ${encodingAdvice}`;
  if (code === "ER_BAD_DB_ERROR") return `there is no database ${database}`;
  if (code === "ER_DBACCESS_DENIED_ERROR") return `this user may not use the database ${database}`;
  if (code === "ER_TABLEACCESS_DENIED_ERROR") return "this user may not read its tables";
  if (code === "ECONNREFUSED") return "nothing answers there";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "there is no such host";
  if (code === "ETIMEDOUT") return "it does not answer within 10 seconds";
  if (code === "ER_LOCK_WAIT_TIMEOUT")
    return "somebody else has kept its tables locked for a minute (--no-lock waits for nobody)";
  return message || code;
}
