import type { RowDataPacket } from "mysql2";
import type { Connection } from "mysql2/promise";

/** Above the minute that the source may wait for a lock. */
const answerMilliseconds = 90_000;

/** The rows of a short answer. */
export const ask = async (connection: Connection, sql: string): Promise<RowDataPacket[]> =>
  (await connection.query<RowDataPacket[]>({ sql, timeout: answerMilliseconds }))[0];
