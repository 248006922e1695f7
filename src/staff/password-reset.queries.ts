import { bytes, integer, row, text, timestamp } from "../platform/database/columns.ts";
import { reads, writes } from "../platform/database/statement.ts";

const nothing = row({});

/** Keeps the token of a mailed link, in place of an earlier one of the account. */
export function keepResetToken(staffId: number, tokenHash: Buffer, expiresAt: Date) {
  return writes(nothing)`
  insert into staff_password_reset (staff_id, token_hash, expires_at) values (${staffId}, ${tokenHash}, ${expiresAt})
  on conflict (staff_id) do update set token_hash = excluded.token_hash, expires_at = excluded.expires_at`;
}

/** Returns the account that a token is for, while both are good. */
export function staffOfResetToken(tokenHash: Buffer, now: Date) {
  return reads(
    row({ staff_id: integer, name: text, email: text, email_key: text, password_hash: text, totp_secret: bytes }),
  )`
  select staff.staff_id, name, email, email_key, password_hash, totp_secret
  from staff_password_reset join staff using (staff_id)
  where token_hash = ${tokenHash} and expires_at > ${now} and disabled_at is null`;
}

/** Uses a token up. Returns no row when it was used before. */
export function spendResetToken(tokenHash: Buffer, now: Date) {
  return writes(row({ staff_id: integer, expires_at: timestamp }))`
  delete from staff_password_reset where token_hash = ${tokenHash} and expires_at > ${now}
  returning staff_id, expires_at`;
}

export function setPassword(staffId: number, passwordHash: string) {
  return writes(nothing)`
  update staff set password_hash = ${passwordHash}, version = version + 1 where staff_id = ${staffId}`;
}

export function sweepResetTokens(now: Date) {
  return writes(nothing)`
  delete from staff_password_reset where expires_at <= ${now}`;
}
