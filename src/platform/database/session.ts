import type pg from "pg";
import type { Address } from "./connection.ts";
import { DatabaseUnfit } from "./fitness.ts";
import { connectFreely } from "./migrate.ts";

/** A pooler may give one connection the same session twice by chance, not so often. */
const looks = 3;

/**
 * Refuses an address at which a session is somebody else's after each transaction: prepared statements, limits of time and
 * signals would go astray there, and buyers be told 500.
 */
export async function requireOwnSession(address: Address): Promise<void> {
  const [one, other] = [await connectFreely(address), await connectFreely(address)];
  try {
    for (let look = 0; look < looks; look += 1) {
      const before = await processOf(one);
      // In statement mode nobody may begin a transaction.
      const mayBegin = await other.query("begin").then(
        () => true,
        () => false,
      );
      const taken = mayBegin ? await processOf(other) : before;
      const later = await processOf(one);
      if (mayBegin) await other.query("rollback");
      if (before !== later || taken === later || taken === before)
        throw new DatabaseUnfit(
          "DATABASE_URL leads to a pooler that gives a session to somebody else after each transaction (PgBouncer's pool_mode = transaction). Set pool_mode = session there, or name the database's own address.",
        );
    }
  } finally {
    await Promise.all([one.end(), other.end()]);
  }
}

async function processOf(client: pg.Client): Promise<number> {
  return (await client.query("select pg_backend_pid() as process")).rows[0].process;
}
