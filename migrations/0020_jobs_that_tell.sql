-- Who works off jobs, how their runs went, and whom they are about.

alter table job
  -- The worker that has claimed the job; null while nobody has. Found here when a lease has run out: the worker is gone.
  add column worker_id uuid,
  -- Runs that failed since the job was asked for, or since it last got on.
  add column failures integer not null default 0,
  -- Leases that ran out, each with a worker that was gone.
  add column lapses integer not null default 0,
  -- Whom the job is about, so that it can go when they go.
  add column subject text,
  add constraint job_failures_check check (failures >= 0),
  add constraint job_lapses_check check (lapses >= 0),
  add constraint job_subject_check check (length(subject) between 1 and 400);
update job set failures = attempts;
create index job_subject on job (subject) where subject is not null;

-- Servers that work off jobs. A row is renewed by each look for due jobs that succeeded.
create table job_worker (
  worker_id uuid primary key,
  started_at timestamptz(3) not null,
  seen_at timestamptz(3) not null
);
