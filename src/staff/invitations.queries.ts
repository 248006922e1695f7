import { bytes, integer, row, text, timestamp } from "../platform/database/columns.ts";
import { reads, writes } from "../platform/database/statement.ts";

const nothing = row({});

export type NewInvitation = {
  /** Empty for the first owner, who names an address. */
  readonly email: string;
  readonly emailKey: string;
  readonly role: string;
  /** Null until the link is mailed. */
  readonly tokenHash: Buffer | null;
  readonly totpSecret: Buffer;
  readonly now: Date;
  readonly expiresAt: Date;
};

/** Adds an invitation, in place of an earlier one for the same address. */
export function addInvitation(one: NewInvitation) {
  return writes(row({ invitation_id: integer }))`
  insert into staff_invitation (email, email_key, role, token_hash, totp_secret, created_at, expires_at)
  values (${one.email}, ${one.emailKey}, ${one.role}, ${one.tokenHash}, ${one.totpSecret}, ${one.now}, ${one.expiresAt})
  on conflict (email_key) do update set email = excluded.email, role = excluded.role, token_hash = excluded.token_hash,
    totp_secret = excluded.totp_secret, created_at = excluded.created_at, expires_at = excluded.expires_at
  returning invitation_id`;
}

/** Gives an invitation the token of its link. Returns no row when it was accepted, has expired or was replaced. */
export function giveToken(invitationId: number, tokenHash: Buffer, now: Date) {
  return writes(row({ email: text, role: text, expires_at: timestamp }))`
  update staff_invitation set token_hash = ${tokenHash} where invitation_id = ${invitationId} and expires_at > ${now}
  returning email, role, expires_at`;
}

export function invitation(tokenHash: Buffer, now: Date) {
  return reads(row({ email: text, role: text, totp_secret: bytes }))`
  select email, role, totp_secret from staff_invitation where token_hash = ${tokenHash} and expires_at > ${now}`;
}

/** Uses an invitation up. Returns no row when it was used before. */
export function spendInvitation(tokenHash: Buffer, now: Date) {
  return writes(row({ email: text, email_key: text, role: text, totp_secret: bytes }))`
  delete from staff_invitation where token_hash = ${tokenHash} and expires_at > ${now}
  returning email, email_key, role, totp_secret`;
}

export function sweepInvitations(now: Date) {
  return writes(nothing)`
  delete from staff_invitation where expires_at <= ${now}`;
}
