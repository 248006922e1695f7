import { bytes, moment, orNull, row, text } from "../../platform/database/columns.ts";
import { reads, writes } from "../../platform/database/statement.ts";

const KeyRow = row({ key_id: text, secret: bytes, created_at: moment, retires_at: orNull(moment) });

export const signingKeys = (now: Date) => reads(KeyRow)`
  select key_id, secret, created_at, retires_at from signing_key
  where retires_at is null or retires_at > ${now}
  order by created_at desc, key_id`;

export const retireKeys = (retiresAt: Date) => writes(row({ key_id: text }))`
  update signing_key set retires_at = ${retiresAt} where retires_at is null returning key_id`;

/** A key that is there already stays: servers that start together on a fresh shop all use the one that came first. */
export const addKey = (key: { keyId: string; secret: Buffer; now: Date }) => writes(row({}))`
  insert into signing_key (key_id, secret, created_at) values (${key.keyId}, ${key.secret}, ${key.now})
  on conflict (key_id) do nothing`;

export const announceKeys = () => writes(row({ sent: orNull(text) }))`
  select pg_notify('signing_key', '')::text as sent`;

export const keepSecret = (name: string, secret: Buffer) => writes(row({}))`
  insert into shop_secret (name, secret) values (${name}, ${secret}) on conflict (name) do nothing`;

export const secret = (name: string) => reads(row({ secret: bytes }))`
  select secret from shop_secret where name = ${name}`;
