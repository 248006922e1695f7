#!/bin/sh
# Copies the primary at the first start, and follows it. PGPASSWORD is the password of the role `replicator`; the copy
# keeps it in postgresql.auto.conf. Arguments are PostgreSQL's.
set -eu
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  until pg_basebackup --pgdata="$PGDATA" --host="$PRIMARY" --port="${PRIMARY_PORT:-5432}" --username=replicator \
    --slot=replica --wal-method=stream --checkpoint=fast --write-recovery-conf; do
    # An unfinished copy would be taken for a database.
    find "$PGDATA" -mindepth 1 -delete
    sleep 2
  done
  chmod 0700 "$PGDATA"
fi
exec postgres -D "$PGDATA" "$@"
