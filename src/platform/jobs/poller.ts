export type Poller = {
  /** Begins: polls at once, and from then on at regular intervals. Until then, `look` does nothing. */
  open(): void;
  /** Polls now, or again right after the poll in progress. */
  look(): void;
  /** Stops polling; resolves when the last poll has ended. */
  close(): Promise<void>;
};

const lookEveryMilliseconds = 2000;

/** Polls on demand and at regular intervals; one poll at a time. A failed poll is made up for by the next. */
export function pollerOf(lookOnce: () => Promise<void>): Poller {
  let clock: NodeJS.Timeout | undefined;
  let isOpen = false;
  let isLookDue = false;
  let looking: Promise<void> | undefined;

  const lookWhileDue = async (): Promise<void> => {
    while (isLookDue && isOpen) {
      isLookDue = false;
      await lookOnce();
    }
  };
  const look = (): void => {
    if (!isOpen) return;
    isLookDue = true;
    looking ??= lookWhileDue()
      .catch(() => undefined)
      .finally(() => {
        looking = undefined;
        if (isLookDue) look();
      });
  };

  return {
    open() {
      isOpen = true;
      clock = setInterval(look, lookEveryMilliseconds).unref();
      look();
    },
    look,
    async close() {
      isOpen = false;
      clearInterval(clock);
      await looking;
    },
  };
}
