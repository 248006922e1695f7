-- Which mails a customer was sent, for the customer's own copy of everything; nothing of what they said.
create table sent_mail (
  customer_id bigint not null constraint sent_mail_customer_fkey references customer on delete cascade,
  -- the job that mailed it, and the end of its file's name where mails are files
  mail_id uuid not null,
  subject text not null check (length(subject) <= 200),
  sent_at timestamptz(3) not null,
  primary key (customer_id, mail_id)
);
create index sent_mail_by_age on sent_mail (sent_at);

-- No hash of a password is kept with what an import set aside, whatever it was made by.
update import_reject set content = content || '{"password": "(not kept)"}'
  where btrim(content ->> 'password') not in ('', '(not kept)');
