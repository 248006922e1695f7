-- Counts that stand or fall with the transaction they are made in. The detail says when the count begins anew.
create function raise_if_too_often(count integer, most integer, resets_at timestamptz) returns boolean language plpgsql as $$
begin
  if count > most then
    raise exception 'too often' using errcode = 'check_violation', constraint = 'attempts_are_few_check',
      detail = to_json(resets_at)::text;
  end if;
  return true;
end $$;

-- Who paid for another's order is forgotten soon; that it was another is not.
alter table payment_attempt add column is_by_stranger boolean not null default false;
update payment_attempt set is_by_stranger = true where asker_hash is not null;
