import pg from "pg";
import { connectionTo } from "./connection.ts";

/** What to do when a signal arrives, and while none can. */
export type Listener = {
  received(payload: string): void;
  /** The connection is up, for the first time or again: signals may have been missed before. */
  connected(): void;
  /** The connection was just lost: from now on signals are missed. */
  lost?(): void;
  /** Called each second while the connection is down. */
  missing(): void;
};

export type Signals = {
  /** Is the listening connection up? */
  isConnected(): boolean;
  close(): Promise<void>;
};

const retryMilliseconds = 1000;
/** A connection that was cut without a word is noticed after one missed answer to this. */
const heartbeatMilliseconds = 2000;

/** Keeps one connection listening on the channels named, and opens it again whenever it was lost. */
export const listen = (url: string, listeners: Readonly<Record<string, Listener>>): Signals => {
  let client: pg.Client | undefined;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  const everyListener = Object.values(listeners);

  const lose = (lost: pg.Client) => {
    if (client === lost) {
      client = undefined;
      for (const listener of everyListener) listener.lost?.();
    }
    lost.end().catch(() => undefined);
    if (isClosed) return;
    clearTimeout(timer);
    timer = setTimeout(connect, retryMilliseconds).unref();
  };

  const beat = (alive: pg.Client) => {
    timer = setTimeout(async () => {
      try {
        await alive.query({ text: "select 1", query_timeout: heartbeatMilliseconds } as pg.QueryConfig);
        if (client === alive) beat(alive);
      } catch {
        lose(alive);
      }
    }, heartbeatMilliseconds).unref();
  };

  const connect = async () => {
    const fresh = new pg.Client(connectionTo(url));
    fresh.on("error", () => lose(fresh));
    fresh.on("notification", ({ channel, payload }) => listeners[channel]?.received(payload ?? ""));
    try {
      await fresh.connect();
      for (const channel of Object.keys(listeners)) await fresh.query(`listen ${pg.escapeIdentifier(channel)}`);
      if (isClosed) return void (await fresh.end());
      fresh.on("end", () => client === fresh && lose(fresh));
      client = fresh;
      for (const listener of everyListener) listener.connected();
      beat(fresh);
    } catch {
      lose(fresh);
    }
  };

  const poll = setInterval(() => {
    if (!client) for (const listener of everyListener) listener.missing();
  }, 1000).unref();
  void connect();

  return {
    isConnected: () => client !== undefined,
    async close() {
      isClosed = true;
      clearTimeout(timer);
      clearInterval(poll);
      await client?.end();
    },
  };
};
