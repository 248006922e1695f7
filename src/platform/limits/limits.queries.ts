import { timestamp, row, text, boolean, integer } from "../database/columns.ts";
import { joined, reads, sql, writes, type Fragment } from "../database/statement.ts";

/**
 * The commit of a count is not waited for: a crash of the database costs the counts of its last moments (three times
 * wal_writer_delay, 0.6 s), and none costs a wait for the disk. For statements that stand alone: inside of a transaction
 * it would hold for all of that, unless all of that are counts.
 */
const soon = sql`set_config('synchronous_commit', 'off', true) as synchronous_commit`;

/** So much more in a bucket, of `most` at most; one that begins with it is over at `resetsAt`. */
export type Counting = {
  readonly bucket: string;
  readonly amount: number;
  readonly most: number;
  readonly now: Date;
  readonly resetsAt: Date;
};

const counted = { bucket: text, count: integer, resets_at: timestamp, is_within: boolean };

/** How full these buckets are; of one that is empty no row. */
export function countsOf(buckets: readonly string[], now: Date) {
  return reads(row({ bucket: text, count: integer, resets_at: timestamp }))`
  select bucket, count, resets_at from attempt_count
  where bucket = any (${buckets}::text[]) and resets_at > ${now} and count > 0`;
}

/** In a transaction of counts alone. Locks the bucket, which a crowd may want. */
export function countAttempt(one: Counting) {
  return writes(row({ ...counted, synchronous_commit: text }), one.bucket)`${counting(one)}, ${soon}`;
}

/** In the transaction that does what is counted. */
export function countWithin(one: Counting) {
  return writes(row(counted))`${counting(one)}`;
}

/** Adds several counts at once, and answers what they are then. */
export function addToCounts(counts: readonly { bucket: string; count: number }[], resetsAt: Date) {
  return writes(row({ bucket: text, count: integer, synchronous_commit: text }))`
  insert into attempt_count (bucket, count, resets_at)
  values ${joined(
    counts.map(({ bucket, count }) => sql`(${bucket}, ${count}, ${resetsAt})`),
    ", ",
  )}
  on conflict (bucket) do update set count = attempt_count.count + excluded.count
  returning bucket, count, ${soon}`;
}

export function takeBackAttempt(bucket: string) {
  return writes(row({ synchronous_commit: text }))`
  update attempt_count set count = count - 1 where bucket = ${bucket} and count > 0 returning ${soon}`;
}

export function emptyBucket(bucket: string) {
  return writes(row({}))`
  update attempt_count set count = 0 where bucket = ${bucket}`;
}

export function sweepAttempts(now: Date, limit: number) {
  return writes(row({ count: integer }))`
  with gone as (
    delete from attempt_count
    where bucket in (select bucket from attempt_count where resets_at <= ${now} order by resets_at limit ${limit})
    returning bucket
  )
  select count(*) as count from gone`;
}

/** A bucket whose time is over, or that holds nothing, begins anew. More than its most violates `attempts_are_few_check`. */
function counting({ bucket, amount, most, now, resetsAt }: Counting): Fragment {
  return sql`
  insert into attempt_count (bucket, count, resets_at) values (${bucket}, ${amount}, ${resetsAt})
  on conflict (bucket) do update set
    count = case when attempt_count.resets_at <= ${now} then excluded.count else attempt_count.count + excluded.count end,
    resets_at = case when attempt_count.resets_at <= ${now} or attempt_count.count = 0 then excluded.resets_at
      else attempt_count.resets_at end
  returning bucket, count, resets_at, raise_if_too_often(count, ${most}, resets_at) as is_within`;
}
