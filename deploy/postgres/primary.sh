#!/bin/sh
# Lets a replica follow this primary: a role, a slot that keeps what the replica has not fetched, and its line in
# pg_hba.conf. The image of PostgreSQL runs it once, when it makes the database.
set -eu
psql --set=ON_ERROR_STOP=1 --set=password="$REPLICATION_PASSWORD" --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" <<'SQL'
create role replicator replication login password :'password';
select pg_create_physical_replication_slot('replica');
SQL
echo "host replication replicator all scram-sha-256" >> "$PGDATA/pg_hba.conf"
