-- From where an account's owner signed in lately: strangers' guesses do not lock them out there. An IPv4 address, or the
-- first 64 bits of an IPv6 one; apart from sessions, which end for other reasons than that a place is trusted no more.
create table known_network (
  customer_id bigint not null,
  network text not null,
  seen_at timestamptz(3) not null,
  primary key (customer_id, network),
  constraint known_network_network_check check (length(network) between 1 and 39),
  constraint known_network_customer_fkey foreign key (customer_id) references customer on delete cascade
);
create index known_network_by_age on known_network (seen_at);

insert into known_network (customer_id, network, seen_at)
select customer_id, address, max(last_used_at) from session
where ended_at is null and address ~ '^\d{1,3}(\.\d{1,3}){3}$'
group by customer_id, address;

-- How costly the hashes are that an import brought, as long as there are some.
create index customer_by_imported_cost on customer (substr(password_hash, 5, 2)) where password_hash like '$2%';
