/**
 * What may happen to a request: `fail` is 500 and nothing done, `cut` a closed connection and nothing done, `lose` a
 * closed connection after it was done, `late` no answer after it was done, `hang` no answer and nothing done.
 */
export type Fault = "fail" | "cut" | "lose" | "late" | "hang";

/** Says what happens to each request. */
export type Faults = {
  /** What happens to the next requests whose route matches; `undefined` lets one pass. */
  spoil(route: RegExp, ...faults: (Fault | undefined)[]): void;
  /** Decides about every request that nothing else was said about. */
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

/** Answers that are kept back. */
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
