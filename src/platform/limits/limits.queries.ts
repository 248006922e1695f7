import { timestamp, row, text, boolean, integer } from "../database/columns.ts";
import { joined, reads, sql, writes, type Fragment } from "../database/statement.ts";

/**
 * Commits a count without waiting for the disk: a crash of the database loses the counts of its last moments (three
 * times wal_writer_delay, 0.6 s). For statements that run alone or in a transaction of counts only, because the setting
 * applies to the whole transaction.
 */
const soon = sql`set_config('synchronous_commit', 'off', true) as synchronous_commit`;

/** Adds `amount` to a bucket, which may hold at most `most`; a bucket that starts with it expires at `resetsAt`. */
export type Counting = {
  readonly bucket: string;
  readonly amount: number;
  readonly most: number;
  readonly now: Date;
  readonly resetsAt: Date;
};

const counted = { bucket: text, count: integer, resets_at: timestamp, is_within: boolean };

/** Selects the counts of these buckets. Returns no row for a bucket that is empty or expired. */
export function countsOf(buckets: readonly string[], now: Date) {
  return reads(row({ bucket: text, count: integer, resets_at: timestamp }))`
  select bucket, count, resets_at from attempt_count
  where bucket = any (${buckets}::text[]) and resets_at > ${now} and count > 0`;
}

/** For a transaction of counts only. Locks the bucket's row, which many requests may want at once. */
export function countAttempt(one: Counting) {
  return writes(row({ ...counted, synchronous_commit: text }), one.bucket)`${counting(one)}, ${soon}`;
}

/** For the transaction that does the counted work. */
export function countWithin(one: Counting) {
  return writes(row(counted))`${counting(one)}`;
}

/** Adds several counts in one statement and returns the new totals. */
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

export function refundAttempt(bucket: string) {
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

/** Restarts a bucket that is expired or empty. A count above `most` violates `attempts_are_few_check`. */
function counting({ bucket, amount, most, now, resetsAt }: Counting): Fragment {
  return sql`
  insert into attempt_count (bucket, count, resets_at) values (${bucket}, ${amount}, ${resetsAt})
  on conflict (bucket) do update set
    count = case when attempt_count.resets_at <= ${now} then excluded.count else attempt_count.count + excluded.count end,
    resets_at = case when attempt_count.resets_at <= ${now} or attempt_count.count = 0 then excluded.resets_at
      else attempt_count.resets_at end
  returning bucket, count, resets_at, raise_if_too_often(count, ${most}, resets_at) as is_within`;
}
