import { setTimeout as delay } from "node:timers/promises";
import type { RowDataPacket } from "mysql2";
import type { Connection } from "mysql2/promise";

/** Time limit of a query. It exceeds the minute that the source may wait for a lock. */
const answerMilliseconds = 90_000;

/** Returns the rows of a short result. Throws after the time limit; the caller then closes the connection. */
export async function ask<Row extends object = RowDataPacket>(
  connection: Connection,
  sql: string,
): Promise<(RowDataPacket & Row)[]> {
  // The driver's own timeout keeps running after the connection is lost, and keeps the process alive.
  const answered = new AbortController();
  const late = delay(answerMilliseconds, undefined, { signal: answered.signal }).then(() => {
    throw new Error(`it has not answered for ${answerMilliseconds / 1000} seconds`);
  });
  late.catch(() => undefined);
  try {
    const [rows] = await Promise.race([connection.query<(RowDataPacket & Row)[]>(sql), late]);
    return rows;
  } finally {
    answered.abort();
  }
}
