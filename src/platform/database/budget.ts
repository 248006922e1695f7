import { randomInt } from "node:crypto";
import type pg from "pg";
import type { SharedConnections } from "./shared.ts";

/** Maximum numbers of connections for single reads, for writes, and for writes that wait for a locked row. */
export type Shares = { readonly shared: number; readonly brief: number; readonly patient: number };

/** Numbers of connections that a server opens where none is lacking. */
export type Wanted = { readonly sharedConnections: number; readonly transactionConnections: number };

/** Connections without which no server works: one to listen, one for reads, one for writes. */
const fewestConnections = 3;

/** Slots of the database that the servers leave free, for commands and for a server that starts. */
const headroom = 3;

/** Interval between checks of how many servers there are. */
const checkMilliseconds = 2000;

/** First key of the advisory locks by which servers count each other, "selv" in ASCII; the second is the server's. */
const lockClass = 0x73656c76;

type Budget = { readonly connections: number; readonly servers: number };

/** Divides a server's connections, of which one listens, among what they are for. */
export function sharesOf(connections: number, { sharedConnections, transactionConnections }: Wanted): Shares {
  const mostPatient = Math.ceil(transactionConnections / 2);
  const most = sharedConnections + transactionConnections + mostPatient;
  const all = Math.min(most, Math.max(connections, fewestConnections) - 1);
  const shared = Math.min(sharedConnections, all - 1, Math.max(1, Math.round((all * sharedConnections) / most)));
  const left = all - shared;
  const patient = Math.min(mostPatient, Math.max(Math.floor(left / 3), left - transactionConnections));
  return { shared, patient, brief: left - patient };
}

/** Returns a server's part of the connections that the database admits. */
export function partOf({ connections, servers }: Budget): number {
  return Math.max(fewestConnections, Math.floor((connections - headroom) / Math.max(1, servers)));
}

/**
 * Divides the database's connections among the servers that are there, again and again: `apply` is called with this
 * server's part whenever it changes. Each server holds an advisory lock, by which the others count it. They are counted
 * over all databases of a PostgreSQL, because its limit is one for all. Returns a function that ends this.
 */
export function shareBudget(run: SharedConnections["run"], apply: (connections: number) => void): () => void {
  const server = randomInt(2 ** 31);
  let isChecking = false;
  let part = fewestConnections;
  apply(part);
  const check = async (): Promise<void> => {
    if (isChecking) return;
    isChecking = true;
    try {
      const { rows } = await run(budgetAmong(server));
      const next = partOf(rows[0] as Budget);
      if (next !== part) apply(next);
      part = next;
    } catch {
      // Without the database there is nothing to divide; the next check follows soon.
    } finally {
      isChecking = false;
    }
  };
  void check();
  const clock = setInterval(() => void check(), checkMilliseconds).unref();
  return () => clearInterval(clock);
}

/** Selects the connections that the database has for servers, and the number of servers, this one included. */
function budgetAmong(server: number): pg.QueryConfig {
  return {
    name: "connection_budget",
    text: `
    with present as materialized (select pg_try_advisory_lock_shared(${lockClass}, $1::integer) as is_counted)
    select is_counted,
      least(
        current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer
          - coalesce(current_setting('reserved_connections', true)::integer, 0),
        (select nullif(rolconnlimit, -1) from pg_roles where rolname = session_user),
        (select nullif(datconnlimit, -1) from pg_database where datname = current_database())) as connections,
      (select count(distinct objid)::integer from pg_locks
       where locktype = 'advisory' and classid = ${lockClass} and objsubid = 2 and granted) as servers
    from present`,
    values: [server],
  };
}
