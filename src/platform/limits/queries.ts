import { moment, row, text, truth, whole } from "../database/columns.ts";
import { joined, sql, writes } from "../database/statement.ts";

/**
 * The commit of a count is not waited for: a crash of the database costs the counts of its last moments (three times
 * wal_writer_delay, 0.6 s), and none costs a wait for the disk. For statements that stand alone: inside of a transaction
 * it would hold for all of that.
 */
const soon = sql`set_config('synchronous_commit', 'off', true) as synchronous_commit`;

/** One more attempt in this bucket; a bucket whose time is over starts anew. */
export const countAttempt = (attempt: { bucket: string; now: Date; resetsAt: Date }) => writes(
  row({ count: whole, resets_at: moment, synchronous_commit: text }),
)`
  insert into attempt_count (bucket, count, resets_at) values (${attempt.bucket}, 1, ${attempt.resetsAt})
  on conflict (bucket) do update set
    count = case when attempt_count.resets_at <= ${attempt.now} then 1 else attempt_count.count + 1 end,
    resets_at = case when attempt_count.resets_at <= ${attempt.now} then excluded.resets_at else attempt_count.resets_at end
  returning count, resets_at, ${soon}`;

/** Counts so much more, within the transaction that does it; more than `most` violates `attempts_are_few_check`. */
export const countWithin = (attempt: {
  bucket: string;
  amount: number;
  most: number;
  now: Date;
  resetsAt: Date;
}) => writes(row({ is_within: truth }))`
  insert into attempt_count (bucket, count, resets_at) values (${attempt.bucket}, ${attempt.amount}, ${attempt.resetsAt})
  on conflict (bucket) do update set
    count = case when attempt_count.resets_at <= ${attempt.now} then excluded.count else attempt_count.count + excluded.count end,
    resets_at = case when attempt_count.resets_at <= ${attempt.now} then excluded.resets_at else attempt_count.resets_at end
  returning raise_if_too_often(count, ${attempt.most}, resets_at) as is_within`;

/** Adds several counts at once, and answers what they are then. */
export const addToCounts = (counts: readonly { bucket: string; count: number }[], resetsAt: Date) => writes(
  row({ bucket: text, count: whole, synchronous_commit: text }),
)`
  insert into attempt_count (bucket, count, resets_at)
  values ${joined(
    counts.map(({ bucket, count }) => sql`(${bucket}, ${count}, ${resetsAt})`),
    ", ",
  )}
  on conflict (bucket) do update set count = attempt_count.count + excluded.count
  returning bucket, count, ${soon}`;

export const takeBackAttempt = (bucket: string) => writes(row({ synchronous_commit: text }))`
  update attempt_count set count = greatest(count - 1, 0) where bucket = ${bucket} returning ${soon}`;

export const sweepAttempts = (now: Date, limit: number) => writes(row({ count: whole }))`
  with gone as (
    delete from attempt_count
    where bucket in (select bucket from attempt_count where resets_at <= ${now} order by resets_at limit ${limit})
    returning bucket
  )
  select count(*) as count from gone`;
