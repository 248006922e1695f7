import { float, integer, row } from "../platform/database/columns.ts";
import { reads } from "../platform/database/statement.ts";

/**
 * Counts what the payment provider owes an answer, at most `most` of each kind: attempts to pay without outcome, and
 * payments that are followed because of a refund or a dispute, or because their money goes back.
 */
export function unsettledPayments(most: number) {
  return reads(
    row({
      unanswered: integer,
      oldest_unanswered_seconds: float,
      followed: integer,
      unwanted: integer,
      oldest_overdue_seconds: float,
    }),
  )`
  select attempt.unanswered, attempt.oldest_unanswered_seconds, watched.followed, watched.unwanted, watched.oldest_overdue_seconds
  from (
    select count(*) as unanswered, greatest(0, extract(epoch from now() - min(created_at)))::float8 as oldest_unanswered_seconds
    from (select created_at from payment_attempt where status = 'asked' order by created_at limit ${most}) as asked
  ) as attempt cross join (
    select count(*) as followed, count(*) filter (where is_unwanted) as unwanted,
      greatest(0, extract(epoch from now() - min(follow_at)))::float8 as oldest_overdue_seconds
    from (select follow_at, is_unwanted from payment where follow_at is not null order by follow_at limit ${most}) as due
  ) as watched`;
}
