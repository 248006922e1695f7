import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { connectionTo, SessionClient, type Address } from "./connection.ts";

/** Callbacks for arriving signals and for changes of the connection. */
export type Listener = {
  received(payload: string): void;
  /** Called in place of `received` for a signal that did not come from the database, and so may be late or untrue. */
  hinted?(payload: string): void;
  /** Called when the connection is up, for the first time or again: signals may have been missed before. */
  connected(): void;
  /** Called after each successful check of the connection: every signal that was sent before `moment` has arrived. */
  heard?(moment: number): void;
  /** Called when the connection is lost: signals are missed from then on. */
  lost?(): void;
  /** Called each second while the connection is down. */
  missing(): void;
};

export type Signals = {
  /** Returns whether the listening connection is up. */
  isConnected(): boolean;
  close(): Promise<void>;
};

const retryMilliseconds = 1000;
/** Interval between checks of the connection, and maximum wait for the reply to one. */
const heartbeatMilliseconds = 400;
const silenceMilliseconds = 2000;

type Ear = { readonly url: Address; readonly listeners: Readonly<Record<string, Listener>>; readonly lost: () => void };

/** Keeps one connection listening on the named channels, and reopens it whenever it is lost. */
export function listen(url: Address, listeners: Readonly<Record<string, Listener>>): Signals {
  const everyListener = Object.values(listeners);
  const closing = Promise.withResolvers<void>();
  let isClosed = false;
  let isConnected = false;

  /** Opens one connection and listens until it is lost or closed. */
  const hear = async (): Promise<void> => {
    const loss = Promise.withResolvers<void>();
    const client = await openEar({ url, listeners, lost: loss.resolve });
    const heard = (moment: number) => everyListener.forEach((listener) => listener.heard?.(moment));
    const stopAsking = keepAsking(client, heard, loss.resolve);
    if (!isClosed) {
      isConnected = true;
      for (const listener of everyListener) listener.connected();
      await Promise.race([loss.promise, closing.promise]);
      isConnected = false;
      for (const listener of everyListener) listener.lost?.();
    }
    stopAsking();
    await client.end().catch(() => undefined);
  };

  const hearAlways = async (): Promise<void> => {
    while (!isClosed) {
      await hear().catch(() => undefined);
      if (!isClosed) await delay(retryMilliseconds, undefined, { ref: false });
    }
  };

  const poll = setInterval(() => {
    if (!isConnected) for (const listener of everyListener) listener.missing();
  }, 1000).unref();
  const hearing = hearAlways();

  return {
    isConnected: () => isConnected,
    async close() {
      isClosed = true;
      clearInterval(poll);
      closing.resolve();
      // This timer keeps the process alive. Between two attempts to connect nothing else does, and the process would
      // exit in the middle of closing.
      const waited = new AbortController();
      await Promise.race([hearing, delay(retryMilliseconds, undefined, waited).catch(() => undefined)]);
      waited.abort();
    },
  };
}

async function openEar({ url, listeners, lost }: Ear): Promise<pg.Client> {
  const client = new SessionClient(connectionTo(url));
  client.on("error", lost);
  client.on("end", lost);
  client.on("notification", ({ channel, payload }) => listeners[channel]?.received(payload ?? ""));
  try {
    await client.connect();
    for (const channel of Object.keys(listeners)) await client.query(`listen ${pg.escapeIdentifier(channel)}`);
    return client;
  } catch (error) {
    client.end().catch(() => undefined);
    throw error;
  }
}

/** Checks the connection at regular intervals. Returns a function that stops the checks. */
function keepAsking(client: pg.Client, heard: (moment: number) => void, lost: () => void): () => void {
  let isWaiting = false;
  const ask = async (): Promise<void> => {
    if (isWaiting) return;
    isWaiting = true;
    const moment = Date.now();
    await client.query({ text: "select 1", query_timeout: silenceMilliseconds } as pg.QueryConfig);
    isWaiting = false;
    heard(moment);
  };
  const asking = setInterval(() => void ask().catch(lost), heartbeatMilliseconds).unref();
  return () => clearInterval(asking);
}
