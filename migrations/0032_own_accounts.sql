-- A mailed token may also undo a change of the account: it keeps the address that was the account's before.
alter table mailed_token
  drop constraint mailed_token_purpose_check,
  add constraint mailed_token_purpose_check check (purpose in ('password', 'email', 'undo')),
  add column email text,
  add constraint mailed_token_email_check check ((purpose = 'undo') = (email is not null));

-- A proven address that its account gave up is held for as long as the change can be undone: nobody else takes it.
alter table customer_email add column held_until timestamptz(3);
comment on column customer_email.held_until is 'null: it is the address of the account';
create index customer_email_held on customer_email (held_until) where held_until is not null;

alter table customer_identity add column linked_at timestamptz(3);
