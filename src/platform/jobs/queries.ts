import { randomUUID } from "node:crypto";
import { moment, orNull, row, text, truth, whole } from "../database/columns.ts";
import { reads, writes } from "../database/statement.ts";

/** A job of this id remains to be done once the transaction is committed, and was never asked for if it is not. */
export const enqueue = (task: string, payload: unknown, delaySeconds = 0) => writes(
  row({ job_id: text, announced: orNull(text) }),
)`
  with added as (
    insert into job (job_id, task, payload, run_at)
    values (${randomUUID()}, ${task}, ${JSON.stringify(payload)}, now() + make_interval(secs => ${delaySeconds}))
    returning job_id, task
  )
  select job_id, pg_notify('job', task)::text as announced from added`;

/** What a server may begin now: for each task, how many and how long it may take. */
export type Vacancies = { readonly task: string[]; readonly count: number[]; readonly leaseSeconds: number[] };

/**
 * Begins due jobs, the longest due first. A begun job is due again when its lease ends, so that what a killed server
 * leaves undone is begun by another. Other servers' beginnings are passed over, never waited for.
 */
export const beginJobs = (vacancies: Vacancies) => writes(
  row({ job_id: text, task: text, payload: text, attempts: whole, created_at: moment }),
)`
  with due as materialized (
    select chosen.job_id, vacancy.lease_seconds
    from unnest(${vacancies.task}::text[], ${vacancies.count}::bigint[], ${vacancies.leaseSeconds}::float8[])
      as vacancy(task, places, lease_seconds)
    cross join lateral (
      select job_id from job
      where task = vacancy.task and run_at <= now() and set_aside_at is null
      order by run_at limit vacancy.places for update skip locked
    ) as chosen
  )
  update job set attempts = attempts + 1, run_at = now() + make_interval(secs => due.lease_seconds)
  from due where job.job_id = due.job_id
  returning job.job_id, job.task, job.payload::text as payload, job.attempts, job.created_at`;

/** A run of a job: a later run of the same job is not touched by what an earlier one reports late. */
export type Run = { readonly id: string; readonly attempt: number };

export const finishJob = (run: Run) => writes(row({}))`
  delete from job where job_id = ${run.id} and attempts = ${run.attempt}`;

export const postponeJob = (run: Run, error: string, delaySeconds: number) => writes(row({}))`
  update job set run_at = now() + make_interval(secs => ${delaySeconds}), last_error = ${error}
  where job_id = ${run.id} and attempts = ${run.attempt} and set_aside_at is null`;

export const setJobAside = (run: Run, error: string) => writes(row({}))`
  update job set set_aside_at = now(), last_error = ${error}
  where job_id = ${run.id} and attempts = ${run.attempt} and set_aside_at is null`;

/** One server of all gets a row when a periodic task is due, and with it the job, unless the last one still waits. */
export const beginPeriod = (task: string, everySeconds: number) => writes(row({ task: text }))`
  with begun as (
    insert into job_schedule (task, next_at) values (${task}, now() + make_interval(secs => ${everySeconds}))
    on conflict (task) do update set next_at = excluded.next_at where job_schedule.next_at <= now()
    returning task
  )
  insert into job (job_id, task, payload, run_at)
  select ${randomUUID()}::uuid, task, '{}', now() from begun
  where not exists (select from job where job.task = begun.task and set_aside_at is null)
  returning task`;

/** What is not done yet, jobs set aside first; at most a thousand, the longest due first. */
export const undoneJobs = () => reads(
  row({
    job_id: text,
    task: text,
    created_at: moment,
    run_at: moment,
    attempts: whole,
    last_error: orNull(text),
    is_set_aside: truth,
  }),
)`
  select job_id, task, created_at, run_at, attempts, last_error, set_aside_at is not null as is_set_aside
  from job order by set_aside_at nulls last, run_at, job_id limit 1000`;

/** Gives jobs that were set aside all their attempts again: the one named, or every one. */
export const retryJobs = (jobId: string | null) => writes(row({ job_id: text, task: text, announced: orNull(text) }))`
  with again as (
    update job set set_aside_at = null, attempts = 0, run_at = now()
    where set_aside_at is not null and (${jobId}::uuid is null or job_id = ${jobId}::uuid)
    returning job_id, task
  )
  select job_id, task, pg_notify('job', task)::text as announced from again`;
