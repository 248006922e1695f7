export type Poller = {
  /** Polls now, or again right after the poll in progress. */
  look(): void;
  /** Stops polling; resolves when the last poll has ended. */
  close(): Promise<void>;
};

const lookEveryMilliseconds = 2000;

/** Polls at once, on demand, and at regular intervals; one poll at a time. A failed poll is made up for by the next. */
export function startPolling(lookOnce: () => Promise<void>): Poller {
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
