export type Lookout = {
  /** Looks now, or again right after the look that is going on. */
  look(): void;
  /** Looks no more; settles when the last look has ended. */
  close(): Promise<void>;
};

const lookEveryMilliseconds = 2000;

/** Looks at once, whenever told to, and by the clock; one look at a time. A look that fails is made good by the next. */
export function keepLooking(lookOnce: () => Promise<void>): Lookout {
  let isClosed = false;
  let isLookDue = false;
  let looking: Promise<void> | undefined;

  const lookWhileDue = async (): Promise<void> => {
    while (isLookDue && !isClosed) {
      isLookDue = false;
      await lookOnce();
    }
  };
  const look = (): void => {
    if (isClosed) return;
    isLookDue = true;
    looking ??= lookWhileDue()
      .catch(() => undefined)
      .finally(() => {
        looking = undefined;
        if (isLookDue) look();
      });
  };

  const clock = setInterval(look, lookEveryMilliseconds).unref();
  look();
  return {
    look,
    async close() {
      isClosed = true;
      clearInterval(clock);
      await looking;
    },
  };
}
