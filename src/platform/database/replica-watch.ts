import type pg from "pg";
import { connectionTo, SessionClient, type Address } from "./connection.ts";
import { askIdentity } from "./identity.ts";
import { replayPosition } from "./position.ts";

/** Maximum time of a look, after which the replica counts as away. */
const lookMilliseconds = 1000;

/** What a look at a replica found. */
export type Look = {
  readonly isStandby: boolean;
  readonly position: number;
  /** When the look before it was answered. */
  readonly previousMoment: number;
  /** Identifies its database; undefined where it may not be asked. */
  readonly identity: string | undefined;
};

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
  let identity: string | undefined;

  const look = async (): Promise<void> => {
    const isNew = client === undefined;
    client ??= await connected(address);
    const ask = asking(client);
    if (isNew) identity = await askIdentity(ask);
    const { rows } = await ask(replayPosition);
    const { is_standby: isStandby = false, position = 0 } = rows[0] ?? {};
    const moment = performance.now();
    if (!isClosed) seen({ isStandby, position, previousMoment, identity });
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

/** Returns a function that asks a replica within the time of a look. */
function asking(client: pg.Client) {
  return (statement: pg.QueryConfig) =>
    client.query<{ is_standby: boolean; position: number }>({
      ...statement,
      query_timeout: lookMilliseconds,
    } as pg.QueryConfig);
}
