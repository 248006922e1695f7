-- compatible from 0038
-- Who works in the shop: accounts of their own, never customers. What a role may do stands in src/staff/roles.ts.
create table staff (
  staff_id bigint generated always as identity primary key,
  email text not null,
  email_key text not null,
  name text not null,
  role text not null,
  password_hash text not null,
  totp_secret bytea not null,
  totp_step bigint not null,
  version integer not null default 1,
  created_at timestamptz(3) not null,
  disabled_at timestamptz(3),
  constraint staff_email_unique unique (email_key),
  constraint staff_email_check check (length(email) between 3 and 254),
  constraint staff_name_check check (length(name) between 1 and 100),
  constraint staff_role_check check (role in ('owner', 'manager', 'catalogue', 'orders', 'support', 'read-only')),
  constraint staff_totp_secret_check check (length(totp_secret) = 20),
  constraint staff_version_check check (version > 0)
);
comment on column staff.totp_step is 'the half minute whose code was used last: no code of it or before is taken again';

-- An invitation without an address is that of the first owner, who names one. There is one at a time for an address.
create table staff_invitation (
  invitation_id bigint generated always as identity primary key,
  email text not null,
  email_key text not null,
  role text not null,
  token_hash bytea,
  totp_secret bytea not null,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  constraint staff_invitation_email_unique unique (email_key),
  constraint staff_invitation_token_unique unique (token_hash),
  constraint staff_invitation_role_check check (role in ('owner', 'manager', 'catalogue', 'orders', 'support', 'read-only')),
  constraint staff_invitation_token_hash_check check (length(token_hash) = 32),
  constraint staff_invitation_totp_secret_check check (length(totp_secret) = 20)
);
comment on column staff_invitation.token_hash is 'absent until the link is mailed';

create table staff_session (
  token_hash bytea primary key,
  staff_id bigint not null,
  network text not null,
  address text not null,
  device text not null,
  created_at timestamptz(3) not null,
  confirmed_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  ended_at timestamptz(3),
  constraint staff_session_token_hash_check check (length(token_hash) = 32),
  constraint staff_session_network_check check (length(network) between 1 and 39),
  constraint staff_session_address_check check (length(address) <= 64),
  constraint staff_session_device_check check (length(device) <= 300),
  constraint staff_session_staff_fkey foreign key (staff_id) references staff
);
comment on column staff_session.confirmed_at is 'when password and code were given last';
create index staff_session_by_staff on staff_session (staff_id, created_at);
create index staff_session_by_age on staff_session (created_at);

-- Each code works once, in place of one from the telephone: its row is deleted by its use.
create table staff_recovery_code (
  staff_id bigint not null,
  code_hash bytea not null,
  primary key (staff_id, code_hash),
  constraint staff_recovery_code_hash_check check (length(code_hash) = 32),
  constraint staff_recovery_code_staff_fkey foreign key (staff_id) references staff
);

-- Links by which a password is set anew, one for an account at a time.
create table staff_password_reset (
  staff_id bigint primary key,
  token_hash bytea not null,
  expires_at timestamptz(3) not null,
  constraint staff_password_reset_token_unique unique (token_hash),
  constraint staff_password_reset_token_hash_check check (length(token_hash) = 32),
  constraint staff_password_reset_staff_fkey foreign key (staff_id) references staff
);

-- Keys of programs. A key may do what both its permissions and the role of the account that made it allow.
create table staff_key (
  key_id bigint generated always as identity primary key,
  staff_id bigint not null,
  name text not null,
  ending text not null,
  key_hash bytea not null,
  permissions text[] not null,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  last_used_at timestamptz(3),
  ended_at timestamptz(3),
  constraint staff_key_hash_unique unique (key_hash),
  constraint staff_key_name_check check (length(name) between 1 and 100),
  constraint staff_key_hash_check check (length(key_hash) = 32),
  constraint staff_key_permissions_check check (cardinality(permissions) > 0),
  constraint staff_key_staff_fkey foreign key (staff_id) references staff
);
create index staff_key_by_staff on staff_key (staff_id, key_id);

-- What staff, keys and commands changed. Rows are only added: see the privileges below.
create table staff_action (
  action_id bigint generated always as identity primary key,
  at timestamptz(3) not null,
  staff_id bigint,
  key_id bigint,
  who text not null,
  act text not null,
  subject text not null,
  address text not null,
  device text not null,
  before jsonb,
  after jsonb,
  constraint staff_action_act_check check (act ~ '^[a-z-]+(\.[a-z-]+)+$'),
  constraint staff_action_who_check check (length(who) between 1 and 254)
);
create index staff_action_by_staff on staff_action (staff_id, action_id);
create index staff_action_by_act on staff_action (act, action_id);
create index staff_action_by_subject on staff_action (subject, action_id);
revoke update, delete, truncate on staff_action from current_user;
revoke update, delete, truncate on staff_action from public;

-- What was answered under a key that a client of the admin API chose, so that it is done once.
create table staff_idempotency_key (
  staff_id bigint not null,
  route text not null,
  key text not null,
  request_hash bytea not null,
  reply jsonb not null,
  expires_at timestamptz(3) not null,
  primary key (staff_id, route, key),
  constraint staff_idempotency_key_request_hash_check check (length(request_hash) = 32)
);
create index staff_idempotency_key_by_age on staff_idempotency_key (expires_at);
