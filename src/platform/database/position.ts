/**
 * Positions in the write-ahead log, in bytes. A server that has replayed the position at which a transaction was
 * committed shows that transaction.
 */

/** Selects whether a server is a standby, and the position up to which it has replayed the primary's log. */
export const replayPosition = {
  name: "replay_position",
  text: `select pg_is_in_recovery() as is_standby,
    coalesce(pg_last_wal_replay_lsn() - '0/0'::pg_lsn, 0)::bigint as position`,
};

/** Selects the primary's position: what is committed at this moment lies before it. Fails on a standby. */
export const primaryPosition = {
  name: "primary_position",
  text: "select (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint as position",
};

/** Time for which earlier positions of the primary are kept, at least: a longer lag is not measured. */
const shortestMemoryMilliseconds = 60_000;

export type PositionLog = ReturnType<typeof recordPositions>;

/**
 * Records the primary's position over time, against which the lag of replicas is measured. Moments are in milliseconds,
 * from a clock that is never set.
 */
export function recordPositions(longestLagMilliseconds: number) {
  const memoryMilliseconds = Math.max(shortestMemoryMilliseconds, 2 * longestLagMilliseconds);
  /** Positions, with the first and last moment at which the primary was there or further. */
  const samples: { readonly since: number; readonly until: number; readonly position: number }[] = [];
  return {
    /** Records a position that the primary had at `moment` or later. */
    add(moment: number, position: number): void {
      const last = samples.at(-1);
      // After a failover, the new primary may begin before the former one's last position.
      if (last && position < last.position) samples.length = 0;
      // A replica that has this position has all that the primary had at the later moment too.
      const since = last?.position === position ? last.since : moment;
      if (last?.position === position) samples.pop();
      samples.push({ since, until: moment, position });
      while (samples[1] && samples[1].until < moment - memoryMilliseconds) samples.shift();
    },
    /**
     * Returns by how many milliseconds a replica with this position is behind the last known state of the primary, as an
     * upper bound; Infinity when it is behind all that is kept, undefined when that is too little to tell. A primary that
     * does not answer makes no replica lag.
     */
    lagOf(position: number): number | undefined {
      const [first, last] = [samples[0], samples.at(-1)];
      if (!first || !last) return undefined;
      const reached = samples.findLast((sample) => sample.position <= position);
      if (reached) return last.until - reached.until;
      return last.until - first.since > longestLagMilliseconds ? Infinity : undefined;
    },
    /** Returns whether a position that a replica had at a moment was later still ahead of the primary's. */
    isAhead({ moment, position }: { readonly moment: number; readonly position: number }): boolean {
      const last = samples.at(-1);
      return last !== undefined && last.until > moment && last.position < position;
    },
  };
}
