import type pg from "pg";
import type { Address } from "./connection.ts";
import { DatabaseUnfit } from "./fitness.ts";
import { connectFreely } from "./migrate.ts";

/** Number of checks: by chance, a pooler may give a connection the same session twice, but not this often. */
const looks = 3;

/**
 * Throws `DatabaseUnfit` when the address leads to a pooler that gives a session to another client after each
 * transaction. Prepared statements, time limits and signals would fail there, and customers would get 500.
 */
export async function requireOwnSession(address: Address): Promise<void> {
  const [one, other] = [await connectFreely(address), await connectFreely(address)];
  try {
    for (let look = 0; look < looks; look += 1) {
      const before = await processOf(one);
      // A pooler in statement mode rejects `begin`.
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
