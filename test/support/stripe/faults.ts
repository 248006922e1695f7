/**
 * Faults of a request: `fail` does nothing and replies 500, `cut` does nothing and closes the connection, `lose` does
 * it and closes the connection, `late` does it and does not reply, `hang` does nothing and does not reply.
 */
export type Fault = "fail" | "cut" | "lose" | "late" | "hang";

/** Decides what happens to each request. */
export type Faults = {
  /** Sets the faults of the next requests whose route matches; `undefined` lets one pass. */
  spoil(route: RegExp, ...faults: (Fault | undefined)[]): void;
  /** Sets what decides about all other requests. */
  spoilBy(decide: (route: string) => Fault | undefined): void;
  next(route: string): Fault | undefined;
};

export const plannedFaults = (): Faults => {
  const planned: { readonly route: RegExp; readonly waiting: (Fault | undefined)[] }[] = [];
  let decide: (route: string) => Fault | undefined = () => undefined;
  return {
    spoil: (route, ...waiting) => void planned.push({ route, waiting }),
    spoilBy: (given) => {
      decide = given;
    },
    next(route) {
      const found = planned.find(({ route: shape, waiting }) => waiting.length > 0 && shape.test(route));
      return found ? found.waiting.shift() : decide(route);
    },
  };
};

/** Holds replies back. */
export const plannedHolds = () => {
  const planned = new Set<{ readonly route: RegExp; readonly until: Promise<void>; reached(): void }>();
  return {
    plan: (route: RegExp, until: Promise<void>): Promise<void> =>
      new Promise((reached) => void planned.add({ route, until, reached })),
    async pass(route: string): Promise<void> {
      const found = [...planned].find(({ route: shape }) => shape.test(route));
      if (!found) return;
      planned.delete(found);
      found.reached();
      await found.until;
    },
  };
};
