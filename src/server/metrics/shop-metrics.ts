import type { Database } from "../../platform/database/database.ts";
import { jobGauges } from "../../platform/jobs/jobs.queries.ts";
import { presentWorkers } from "../../platform/jobs/workers.ts";
import { gauge, type Gauges, type Metric } from "../../platform/telemetry/exposition.ts";

/** The database is asked for the state of the shop at most this often, whatever asks this server. */
const keptMilliseconds = 15_000;

/**
 * Returns a function that tells the state of the whole shop, the same on every server: jobs, and what features
 * tell. While the database does not answer, it tells only that.
 */
export function openShopMetrics(db: Database, features: readonly Gauges[]): () => Promise<readonly Metric[]> {
  const gather = atMostEvery(keptMilliseconds, async () => {
    const parts = await Promise.all([ofJobs(db), ...features.map((gauges) => gauges())]);
    return parts.flat();
  });
  return async () => {
    try {
      return [...(await gather()), databaseUp(1)];
    } catch {
      return [databaseUp(0)];
    }
  };
}

/** Returns whether the database told the state of the shop: 1, or else 0. */
export function databaseUp(value: 0 | 1): Metric {
  return gauge("selvedge_database_up", "Whether the database told the state of the shop.", value);
}

/** Returns what a server knows of the replicas. While one is not known to follow, its lag has no number. */
export function ofReplicas(db: Database): Metric[] {
  const replicas = db.replicas().map((report, index) => ({ ...report, labels: { replica: String(index + 1) } }));
  return [
    gauge(
      "selvedge_replica_up",
      "Whether this server reads from a replica, by its place in the settings; 0 when it is away or too far behind.",
      replicas.map(({ state, labels }) => ({ labels, value: state === "answers" ? 1 : 0 })),
    ),
    gauge(
      "selvedge_replica_lag_seconds",
      "How far a replica is behind the primary.",
      replicas.flatMap(({ lagMilliseconds: lag, labels }) => (lag === null ? [] : { labels, value: lag / 1000 })),
    ),
  ];
}

/** Returns a function that returns the last result of `work` unless it is too old. A failure is not kept. */
function atMostEvery<Result>(milliseconds: number, work: () => Promise<Result>): () => Promise<Result> {
  let last: { readonly result: Promise<Result>; readonly at: number } | undefined;
  return () => {
    if (last && performance.now() - last.at < milliseconds) return last.result;
    const result = work();
    const made = { result, at: performance.now() };
    last = made;
    result.catch(() => {
      if (last === made) last = undefined;
    });
    return result;
  };
}

async function ofJobs(db: Database): Promise<Metric[]> {
  const [tasks, { workers }] = await Promise.all([db.all(jobGauges()), presentWorkers(db)]);
  const of = (number: (task: (typeof tasks)[number]) => number) =>
    tasks.map((one) => ({ labels: { task: one.task }, value: number(one) }));
  return [
    gauge("selvedge_job_workers", "Servers that polled for jobs within a minute.", workers),
    gauge(
      "selvedge_jobs_waiting",
      "Jobs that are not done, without dead letters.",
      of(({ waiting }) => waiting),
    ),
    gauge(
      "selvedge_jobs_running",
      "Jobs that a server runs now.",
      of(({ running }) => running),
    ),
    gauge(
      "selvedge_jobs_failing",
      "Waiting jobs whose last run failed.",
      of(({ failing }) => failing),
    ),
    gauge(
      "selvedge_jobs_dead_letters",
      "Jobs that were given up.",
      of((one) => one.dead_letters),
    ),
    gauge(
      "selvedge_jobs_oldest_due_seconds",
      "For how long the oldest job is due.",
      of((one) => one.oldest_due_seconds),
    ),
  ];
}
