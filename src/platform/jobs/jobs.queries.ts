import { randomUUID } from "node:crypto";
import { float, timestamp, orNull, row, text, boolean, integer } from "../database/columns.ts";
import { reads, writes } from "../database/statement.ts";
import { withTrace } from "../telemetry/trace.ts";

type Asked = {
  readonly delaySeconds?: number;
  /** The person whom the job is about; it is deleted with their data. */
  readonly subject?: string | null;
};

/**
 * Number of jobs of one task and subject that are due without delay. Each further one is delayed by `spacingSeconds`
 * for every job beyond them, so that a client who triggers endless mail does not delay the mail of others.
 */
const unspaced = 50;
const spacingSeconds = 20;

/** Free slots of a worker: for each task, how many jobs it may claim, and how long their leases last. */
export type FreeSlots = {
  readonly workerId: string;
  readonly task: string[];
  readonly count: number[];
  readonly leaseSeconds: number[];
};

/** A run of a job. By its attempt, a late report of an earlier run does not affect a later run of the same job. */
export type Run = { readonly id: string; readonly attempt: number };

/** Enqueues a job as part of the transaction: if that rolls back, the job never existed. */
export function enqueue(task: string, payload: unknown, { delaySeconds = 0, subject = null }: Asked = {}) {
  return writes(row({ job_id: text, announced: orNull(text) }))`
  with added as (
    insert into job (job_id, task, payload, run_at, subject)
    values (${randomUUID()}, ${task}, ${JSON.stringify(withTrace(payload))}, now() + make_interval(secs => ${delaySeconds}::float8
      + ${spacingSeconds} * greatest(0, (select count(*) from job where subject = ${subject} and task = ${task}) + 1 - ${unspaced})), ${subject})
    returning job_id, task
  )
  select job_id, pg_notify('job', task)::text as announced from added`;
}

/**
 * Claims due jobs, the longest due first. A claimed job is due again when its lease expires, so that another server
 * runs what a killed server left undone; each expired lease is counted. Skips jobs that another worker is claiming, and
 * never waits for their locks.
 */
export function beginJobs(freeSlots: FreeSlots) {
  return writes(
    row({
      job_id: text,
      task: text,
      payload: text,
      attempts: integer,
      failures: integer,
      lapses: integer,
      created_at: timestamp,
    }),
  )`
  with due as materialized (
    select chosen.job_id, vacancy.lease_seconds
    from unnest(${freeSlots.task}::text[], ${freeSlots.count}::bigint[], ${freeSlots.leaseSeconds}::float8[])
      as vacancy(task, places, lease_seconds)
    cross join lateral (
      select job_id from job
      where task = vacancy.task and run_at <= now() and dead_lettered_at is null
      order by run_at limit vacancy.places for update skip locked
    ) as chosen
  )
  update job set attempts = attempts + 1, run_at = now() + make_interval(secs => due.lease_seconds),
    lapses = lapses + case when worker_id is null then 0 else 1 end, worker_id = ${freeSlots.workerId}
  from due where job.job_id = due.job_id
  returning job.job_id, job.task, job.payload::text as payload, job.attempts, job.failures, job.lapses, job.created_at`;
}

/** Renews the leases of live runs. Returns the jobs still held: a run whose job is missing has lost it. */
export function renewLeases(
  { ids, attempts }: { ids: readonly string[]; attempts: readonly number[] },
  leaseSeconds: number,
) {
  return writes(row({ job_id: text }))`
  update job set run_at = now() + make_interval(secs => ${leaseSeconds})
  from unnest(${ids}::uuid[], ${attempts}::bigint[]) as run(job_id, attempt)
  where job.job_id = run.job_id and job.attempts = run.attempt and job.dead_lettered_at is null
  returning job.job_id`;
}

export function finishJob(run: Run) {
  return writes(row({}))`
  delete from job where job_id = ${run.id} and attempts = ${run.attempt}`;
}

/** Deletes a job whose purpose is fulfilled, whichever run did it. */
export function forgetDone(jobId: string) {
  return writes(row({}))`
  delete from job where job_id = ${jobId}`;
}

export function postponeJob(run: Run, error: string, delaySeconds: number) {
  return writes(row({}))`
  update job set run_at = now() + make_interval(secs => ${delaySeconds}), last_error = ${error},
    failures = failures + 1, worker_id = null
  where job_id = ${run.id} and attempts = ${run.attempt} and dead_lettered_at is null`;
}

/** Makes the job due at once with all its attempts, because the run made progress but left work to do. */
export function continueJob(run: Run) {
  return writes(row({}))`
  update job set run_at = now(), failures = 0, lapses = 0, last_error = null, worker_id = null
  where job_id = ${run.id} and attempts = ${run.attempt} and dead_lettered_at is null`;
}

export function setJobAside(run: Run, error: string) {
  return writes(row({}))`
  update job set dead_lettered_at = now(), last_error = ${error}, failures = failures + 1, worker_id = null
  where job_id = ${run.id} and attempts = ${run.attempt} and dead_lettered_at is null`;
}

/** Enqueues a periodic task that is due, unless its last job still waits. Only one of all servers gets a row. */
export function beginPeriod(task: string, everySeconds: number) {
  return writes(row({ task: text }))`
  with begun as (
    insert into job_schedule (task, next_at) values (${task}, now() + make_interval(secs => ${everySeconds}))
    on conflict (task) do update set next_at = excluded.next_at where job_schedule.next_at <= now()
    returning task
  )
  insert into job (job_id, task, payload, run_at)
  select ${randomUUID()}::uuid, task, '{}', now() from begun
  where not exists (select from job where job.task = begun.task and dead_lettered_at is null)
  returning task`;
}

/** Returns unfinished jobs, dead letters first, then the longest due first; at most a thousand. */
export function undoneJobs() {
  return reads(
    row({
      job_id: text,
      task: text,
      created_at: timestamp,
      run_at: timestamp,
      attempts: integer,
      last_error: orNull(text),
      is_dead_letter: boolean,
      is_running: boolean,
    }),
  )`
  select job_id, task, created_at, run_at, attempts, last_error, dead_lettered_at is not null as is_dead_letter,
    worker_id is not null and run_at > now() as is_running
  from job order by dead_lettered_at nulls last, run_at, job_id limit 1000`;
}

/** Makes dead letters due again with all their attempts: the one named, or every one. */
export function retryJobs(jobId: string | null) {
  return writes(row({ job_id: text, task: text, announced: orNull(text) }))`
  with again as (
    update job set dead_lettered_at = null, failures = 0, lapses = 0, run_at = now()
    where dead_lettered_at is not null and (${jobId}::uuid is null or job_id = ${jobId}::uuid)
    returning job_id, task
  )
  select job_id, task, pg_notify('job', task)::text as announced from again`;
}

/** Deletes the jobs about erased persons, dead letters included. */
export function forgetJobs(subjects: readonly string[]) {
  return writes(row({}))`
  delete from job where subject = any (${subjects}::text[])`;
}

export function jobsAbout(subjects: readonly string[]) {
  return reads(row({ count: integer }))`
  select count(*) as count from job where subject = any (${subjects}::text[])`;
}

/** Selects the jobs about an order of a subject that are not done, the oldest first. */
export function jobsOfOrder(subject: string, orderId: number) {
  return reads(
    row({
      job_id: text,
      task: text,
      created_at: timestamp,
      run_at: timestamp,
      failures: integer,
      last_error: orNull(text),
      dead_lettered_at: orNull(timestamp),
    }),
  )`
  select job_id, task, created_at, run_at, failures, last_error, dead_lettered_at from job
  where subject = ${subject} and payload ->> 'orderId' = ${String(orderId)} order by created_at, job_id`;
}

/** Deletes the jobs of one task and subject that were enqueued since a moment. */
export function forgetJobsOf(task: string, subject: string, since: Date) {
  return writes(row({}))`
  delete from job where task = ${task} and subject = ${subject} and created_at >= ${since}`;
}

/** Deletes the jobs of one task and subject whose payload does not set a flag. */
export function forgetJobsWithout(task: string, subject: string, flag: string) {
  return writes(row({}))`
  delete from job where task = ${task} and subject = ${subject} and payload ->> ${flag} is distinct from 'true'`;
}

/** Deletes at most `limit` dead letters from before a moment that were not retried. */
export function deleteDeadLetters(before: Date, limit: number) {
  return writes(row({ job_id: text, task: text }))`
  delete from job where job_id in (
    select job_id from job where dead_lettered_at < ${before} order by dead_lettered_at limit ${limit})
  returning job_id, task`;
}

/** Returns for each task the number of jobs by state, and for how many seconds the oldest is due. */
export function jobGauges() {
  return reads(
    row({
      task: text,
      waiting: integer,
      running: integer,
      failing: integer,
      dead_letters: integer,
      oldest_due_seconds: float,
    }),
  )`
  select task,
    count(*) filter (where dead_lettered_at is null) as waiting,
    count(*) filter (where dead_lettered_at is null and worker_id is not null and run_at > now()) as running,
    count(*) filter (where dead_lettered_at is null and failures > 0) as failing,
    count(*) filter (where dead_lettered_at is not null) as dead_letters,
    greatest(0, extract(epoch from now() - min(run_at) filter (where dead_lettered_at is null)))::float8 as oldest_due_seconds
  from job group by task order by task`;
}
