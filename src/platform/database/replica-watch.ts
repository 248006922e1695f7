import type pg from "pg";
import { connectionTo, SessionClient, type Address } from "./connection.ts";
import { replayPosition } from "./position.ts";

/** Maximum time of a look, after which the replica counts as away. */
const lookMilliseconds = 1000;

/** What a look at a replica found; `previousMoment`: when the look before it was answered. */
export type Look = { readonly isStandby: boolean; readonly position: number; readonly previousMoment: number };

type Watch = {
  readonly seen: (found: Look) => void;
  readonly lost: (error: unknown) => void;
  /** Returns the time until the next look. */
  readonly pause: () => number;
};

/** Looks at a replica again and again over a connection of its own, until it is closed. */
export function watchReplica(
  address: Address,
  { seen, lost, pause }: Watch,
): { hurry(): void; close(): Promise<void> } {
  let isClosed = false;
  let client: pg.Client | undefined;
  let wake = (): void => undefined;
  let previousMoment = Infinity;

  const look = async (): Promise<void> => {
    client ??= await connected(address);
    const { rows } = await client.query<{ is_standby: boolean; position: number }>({
      ...replayPosition,
      query_timeout: lookMilliseconds,
    } as pg.QueryConfig);
    const { is_standby: isStandby = false, position = 0 } = rows[0] ?? {};
    const moment = performance.now();
    if (!isClosed) seen({ isStandby, position, previousMoment });
    previousMoment = moment;
  };
  const leave = (): void => {
    client?.end().catch(() => undefined);
    client = undefined;
    previousMoment = Infinity;
  };
  const watching = (async (): Promise<void> => {
    while (!isClosed) {
      await look().catch((error: unknown) => {
        leave();
        if (!isClosed) lost(error);
      });
      if (!isClosed)
        await new Promise<void>((resolve) => {
          wake = resolve;
          setTimeout(resolve, pause()).unref();
        });
    }
    leave();
  })();

  return {
    hurry: () => wake(),
    async close() {
      isClosed = true;
      wake();
      await watching;
    },
  };
}

async function connected(address: Address): Promise<pg.Client> {
  const client = new SessionClient(connectionTo(address, { waitForConnection: lookMilliseconds }));
  await client.connect();
  return client;
}
