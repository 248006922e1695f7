-- What remains to be done after a transaction: mails, sweeps. Both tables stay on the first node, and their times are
-- the database's own, so that servers whose clocks differ agree on what is due.

create table job (
  job_id uuid primary key,
  task text not null check (length(task) between 1 and 100),
  -- As it was given: json admits every text that a payload may hold, jsonb does not.
  payload json not null,
  created_at timestamptz(3) not null default now(),
  -- Due from this moment; while a server is at it, the moment at which the server is taken for dead. Not rounded: a job
  -- rounded up would not yet be due when its commit wakes the servers.
  run_at timestamptz not null,
  -- How often it was begun.
  attempts integer not null default 0 check (attempts >= 0),
  last_error text,
  -- Given up; kept until somebody retries it.
  set_aside_at timestamptz(3)
);
create index job_due on job (task, run_at) where set_aside_at is null;
create index job_set_aside on job (set_aside_at) where set_aside_at is not null;

-- When each periodic task is due next, over all servers.
create table job_schedule (
  task text primary key,
  next_at timestamptz not null
);
