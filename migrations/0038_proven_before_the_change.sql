-- Whether the address that a token gives an account back to had been verified before the change. Only such an address
-- gets an account back from a verified one, with what is stored in it.
alter table mailed_token add column is_proven boolean not null default false;
update mailed_token set is_proven = true
from customer_email join customer using (customer_id)
where purpose = 'undo' and customer_email.customer_id = mailed_token.customer_id
  and customer_email.email_key = mailed_token.email_key
  and (held_until is not null or email_verified_at is not null);
