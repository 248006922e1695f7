import { orNull, float, row, text, integer } from "../database/columns.ts";
import { reads, writes } from "../database/statement.ts";

/** Records that this worker has just polled for due jobs. */
export function noteWorker(workerId: string) {
  return writes(row({}))`
  insert into job_worker (worker_id, started_at, seen_at) values (${workerId}, now(), now())
  on conflict (worker_id) do update set seen_at = excluded.seen_at`;
}

export function forgetWorker(workerId: string) {
  return writes(row({}))`
  delete from job_worker where worker_id = ${workerId}`;
}

/** Deletes the rows of workers that were not seen since a moment: killed workers leave theirs. */
export function sweepWorkers(before: Date, limit: number) {
  return writes(row({ worker_id: text }))`
  delete from job_worker where worker_id in (
    select worker_id from job_worker where seen_at < ${before} order by seen_at limit ${limit})
  returning worker_id`;
}

/** Returns how many workers were seen within a number of seconds, and how long ago the last one was seen. */
export function workersSeen(withinSeconds: number) {
  return reads(row({ workers: integer, last_seen_seconds: orNull(float) }))`
  select count(*) filter (where seen_at > now() - make_interval(secs => ${withinSeconds})) as workers,
    extract(epoch from now() - max(seen_at))::float8 as last_seen_seconds
  from job_worker`;
}
