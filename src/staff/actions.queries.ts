import { Type } from "typebox";
import { integer, json, orNull, row, text, timestamp } from "../platform/database/columns.ts";
import { plannedAnew, reads, writes } from "../platform/database/statement.ts";

const nothing = row({});
const state = orNull(json(Type.Unknown()));

const ActionRow = row({
  action_id: integer,
  at: timestamp,
  staff_id: orNull(integer),
  key_id: orNull(integer),
  who: text,
  act: text,
  subject: text,
  address: text,
  device: text,
  before: state,
  after: state,
});

export type NewAction = {
  readonly staffId: number | null;
  readonly keyId: number | null;
  readonly who: string;
  readonly act: string;
  readonly subject: string;
  readonly address: string;
  readonly device: string;
  /** JSON; null where there was nothing. */
  readonly before: string | null;
  readonly after: string | null;
  readonly now: Date;
};

/** What is looked for; null where it does not matter. */
export type ActionFilter = {
  readonly staffId: number | null;
  readonly act: string | null;
  readonly subject: string | null;
  readonly from: Date | null;
  readonly until: Date | null;
};

export function addAction(one: NewAction) {
  return writes(nothing)`
  insert into staff_action (at, staff_id, key_id, who, act, subject, address, device, before, after)
  values (${one.now}, ${one.staffId}, ${one.keyId}, ${one.who}, ${one.act}, ${one.subject}, ${one.address},
    ${one.device}, ${one.before}::jsonb, ${one.after}::jsonb)`;
}

/** Returns actions before a number, the newest first. */
export function actions(filter: ActionFilter, before: number, limit: number) {
  return plannedAnew(reads(ActionRow)`
  select action_id, at, staff_id, key_id, who, act, subject, address, device, before, after from staff_action
  where action_id < ${before}
    and (${filter.staffId}::bigint is null or staff_id = ${filter.staffId})
    and (${filter.act}::text is null or act = ${filter.act})
    and (${filter.subject}::text is null or subject = ${filter.subject})
    and (${filter.from}::timestamptz is null or at >= ${filter.from})
    and (${filter.until}::timestamptz is null or at < ${filter.until})
  order by action_id desc limit ${limit}`);
}
