-- A line's place in its cart is the moment it was put in, in microseconds: it can be said without asking the cart first,
-- so that adding a line is one round trip. Lines that are there keep their places: all are earlier than any moment.
alter table cart_item alter column place type bigint;
alter table cart drop column lines_added;

-- How many lines a cart may hold is checked where lines are put in, by the statement that reads the cart afterwards.
create function holds_lines(lines bigint, most integer) returns boolean language plpgsql as $$
begin
  if lines > most then
    raise exception 'a cart holds at most % lines', most using errcode = 'check_violation', constraint = 'cart_most_lines_check';
  end if;
  return true;
end $$;

-- Whether everything was taken from the shelf is checked by the statement that takes it: what was short fails it, and is
-- told as its detail. So nobody waits for a shelf any longer than the database takes.
create function nothing_is_short(short jsonb) returns boolean language plpgsql as $$
begin
  if jsonb_array_length(short) > 0 then
    raise exception 'not enough on the shelf' using errcode = 'check_violation', constraint = 'stock_is_enough_check', detail = short::text;
  end if;
  return true;
end $$;
