import { setTimeout as delay } from "node:timers/promises";
import type { RowDataPacket } from "mysql2";
import type { Connection } from "mysql2/promise";

/** Above the minute that the source may wait for a lock. */
const answerMilliseconds = 90_000;

/** The rows of a short answer. Throws when it takes too long: whoever asked then hangs up. */
export async function ask(connection: Connection, sql: string): Promise<RowDataPacket[]> {
  // The driver's own time limit goes on running when the connection is lost, and the program with it.
  const answered = new AbortController();
  const late = delay(answerMilliseconds, undefined, { signal: answered.signal }).then(() => {
    throw new Error(`it has not answered for ${answerMilliseconds / 1000} seconds`);
  });
  late.catch(() => undefined);
  try {
    const [rows] = await Promise.race([connection.query<RowDataPacket[]>(sql), late]);
    return rows;
  } finally {
    answered.abort();
  }
}
