/** How long things take; tests shorten it. */
export type Timing = {
  /** A claimed job may be begun by another worker this long after its lease was last renewed. */
  readonly leaseSeconds: number;
  /** Leases of runs that are alive are renewed this often: three may fail. */
  readonly renewSeconds: number;
  /** A run whose lease was not renewed for so long is told to end: some time before the lease ends. */
  readonly lostSeconds: number;
  /** A run is told to end after this, unless its task says otherwise. */
  readonly runSeconds: number;
  /** A run that takes longer makes room for others of its kind. */
  readonly slowSeconds: number;
};

export const timing: Timing = { leaseSeconds: 60, renewSeconds: 15, lostSeconds: 45, runSeconds: 50, slowSeconds: 10 };
