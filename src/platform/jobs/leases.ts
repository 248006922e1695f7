import type { Log } from "../log.ts";
import type { Database } from "../database/database.ts";
import { renewLeases, type Run } from "./jobs.queries.ts";
import type { Timing } from "./timing.ts";

/** The lease of a run that is alive. */
export type Lease = {
  /** Aborts when this worker no longer holds the job; another may hold it, or none. */
  readonly lost: AbortSignal;
  /** From then on, the log says each minute that the run should have ended. */
  toldToEnd(): void;
  /** Ends the lease, because the run has ended. */
  release(): void;
};

export type Leases = {
  /** Holds a job while its run is alive; `since` is when its claim was sent to the database. */
  hold(run: Run & { readonly task: string }, since: number): Lease;
  close(): void;
};

type Held = Run & {
  readonly task: string;
  readonly losing: AbortController;
  /** When the last request for the lease that succeeded was sent to the database. */
  grantedAt: number;
  toldToEndAt: number | undefined;
  remindedAt: number;
};

const remindSeconds = 60;

/**
 * Renews the leases of runs that are alive, however long they take, so that no other worker claims their jobs. While
 * the database is unreachable, a run is signalled to end before its lease expires.
 */
export function keepLeases(
  db: Database,
  log: Pick<Log, "error">,
  { leaseSeconds, renewSeconds, lostSeconds }: Timing,
): Leases {
  const held = new Set<Held>();
  let renewing: Promise<void> | undefined;
  let renewedAt = performance.now();

  const look = (): void => {
    const now = performance.now();
    for (const lease of held) {
      if (now - lease.grantedAt > lostSeconds * 1000) lose(lease, "The job's lease could not be renewed");
      remind(log, lease, now);
    }
    if (renewing || now - renewedAt < renewSeconds * 1000) return;
    renewedAt = now;
    renewing = renew(db, held, leaseSeconds)
      .catch(() => undefined)
      .finally(() => {
        renewing = undefined;
      });
  };
  const clock = setInterval(look, Math.min(1000, (renewSeconds * 1000) / 2)).unref();

  return {
    hold(run, grantedAt) {
      const lease: Held = { ...run, losing: new AbortController(), grantedAt, toldToEndAt: undefined, remindedAt: 0 };
      held.add(lease);
      return {
        lost: lease.losing.signal,
        toldToEnd() {
          lease.toldToEndAt ??= lease.remindedAt = performance.now();
        },
        release: () => void held.delete(lease),
      };
    },
    close: () => clearInterval(clock),
  };
}

async function renew(db: Database, held: ReadonlySet<Held>, leaseSeconds: number): Promise<void> {
  const leases = [...held].filter(({ losing }) => !losing.signal.aborted);
  if (leases.length === 0) return;
  const askedAt = performance.now();
  const runs = { ids: leases.map(({ id }) => id), attempts: leases.map(({ attempt }) => attempt) };
  const kept = new Set((await db.all(renewLeases(runs, leaseSeconds))).map(({ job_id }) => job_id));
  for (const lease of leases)
    if (kept.has(lease.id)) lease.grantedAt = askedAt;
    else lose(lease, "The job is no longer this worker's");
}

function lose({ losing }: Held, reason: string): void {
  if (!losing.signal.aborted) losing.abort(new Error(reason));
}

function remind(log: Pick<Log, "error">, lease: Held, now: number): void {
  if (lease.toldToEndAt === undefined || now - lease.remindedAt < remindSeconds * 1000) return;
  lease.remindedAt = now;
  const seconds = Math.round((now - lease.toldToEndAt) / 1000);
  const text = "a run that was told to end goes on; it keeps its place and its job";
  log.error({ job: lease.id, task: lease.task, seconds }, text);
}
