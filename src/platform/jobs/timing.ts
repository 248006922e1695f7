/** Durations of the job system; tests shorten them. */
export type Timing = {
  /** Another worker may claim a job this long after its lease was last renewed. */
  readonly leaseSeconds: number;
  /** Leases of live runs are renewed at this interval: two renewals may fail. */
  readonly renewSeconds: number;
  /** A run whose lease was not renewed for this long is signalled to end, some time before the lease expires. */
  readonly lostSeconds: number;
  /** A run is signalled to end after this, unless its task sets another limit. */
  readonly runSeconds: number;
  /** A run that takes longer frees its slot for others of its kind. */
  readonly slowSeconds: number;
};

export const timing: Timing = { leaseSeconds: 60, renewSeconds: 15, lostSeconds: 45, runSeconds: 50, slowSeconds: 10 };
