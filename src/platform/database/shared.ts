import type { Socket } from "node:net";
import type pg from "pg";
import { connectionTo, type Address, type Limits, SessionClient, silenceLimit } from "./connection.ts";

/** The driver's type leaves out the socket below it. */
type Wired = pg.Client & { readonly connection: { readonly stream: Socket } };
type Config = ReturnType<typeof connectionTo>;
type Slot = { client: Wired | undefined; opening: Promise<Wired> | undefined; waiting: number; heardAt: number };

/** Single statements over a few connections, each sending without waiting for the reply before. */
export type SharedConnections = {
  run(statement: pg.QueryConfig): Promise<pg.QueryResult>;
  close(): Promise<void>;
};

const open = async (configNow: () => Config, slot: Slot): Promise<Wired> => {
  const client = new SessionClient({ ...configNow(), pipeline: true } as Config) as pg.Client as Wired;
  const forget = () => {
    if (slot.client === client) slot.client = undefined;
  };
  client.on("error", forget);
  client.on("end", forget);
  await client.connect();
  slot.heardAt = Date.now();
  slot.client = client;
  return client;
};

const clientOf = (config: () => Config, slot: Slot): Promise<Wired> | Wired => {
  if (slot.client) return slot.client;
  slot.opening ??= open(config, slot).finally(() => {
    slot.opening = undefined;
  });
  return slot.opening;
};

/** Tears down a connection that owes replies and has been silent past every limit: its callers are told at once. */
const cutSilent = (slots: readonly Slot[]): void => {
  for (const { client, waiting, heardAt } of slots)
    if (client && waiting > 0 && Date.now() - heardAt > silenceLimit) client.connection.stream.destroy();
};

/** What is asked within one turn of the event loop leaves in one write: that call costs more than a small statement. */
const gather = ({ connection: { stream } }: Wired): void => {
  if (stream.writableCorked > 0) return;
  stream.cork();
  setImmediate(() => stream.uncork());
};

/** Opens connections as they are first needed, and again after they were lost. */
export const shareConnections = (address: Address, count: number, own?: Partial<Limits>): SharedConnections => {
  const config = () => connectionTo(address, own);
  const slots = Array.from({ length: count }, (): Slot => ({
    client: undefined,
    opening: undefined,
    waiting: 0,
    heardAt: 0,
  }));
  const watch = setInterval(cutSilent, 1000, slots).unref();

  const quietest = (): Slot => {
    let best = slots[0] as Slot;
    for (const slot of slots) if (slot.waiting < best.waiting) best = slot;
    return best;
  };

  return {
    async run(statement) {
      const slot = quietest();
      if (slot.waiting === 0) slot.heardAt = Date.now();
      slot.waiting += 1;
      try {
        const opened = clientOf(config, slot);
        const client = opened instanceof Promise ? await opened : opened;
        gather(client);
        return await client.query(statement);
      } finally {
        slot.waiting -= 1;
        slot.heardAt = Date.now();
      }
    },
    async close() {
      clearInterval(watch);
      await Promise.all(slots.map(async (slot) => (await slot.opening?.catch(() => undefined), slot.client?.end())));
    },
  };
};
