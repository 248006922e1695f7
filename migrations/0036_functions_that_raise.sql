-- Functions that refuse what no constraint of a table can, by raising a violation of a constraint by name.
alter function holds_lines(bigint, integer) rename to raise_if_too_many_lines;
alter function nothing_is_short(jsonb) rename to raise_if_short;
