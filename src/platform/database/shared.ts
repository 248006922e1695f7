import pg from "pg";
import { connectionTo, silenceLimit } from "./connection.ts";

type Slot = { client: pg.Client | undefined; opening: Promise<pg.Client> | undefined; waiting: number; heardAt: number };

/** Single statements over a few connections, each sending without waiting for the reply before. */
export type SharedConnections = {
  run(statement: pg.QueryConfig): Promise<pg.QueryResult>;
  close(): Promise<void>;
};

const open = async (url: string, slot: Slot): Promise<pg.Client> => {
  const client = new pg.Client({ ...connectionTo(url), pipeline: true } as pg.ClientConfig);
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

const clientOf = (url: string, slot: Slot): Promise<pg.Client> | pg.Client => {
  if (slot.client) return slot.client;
  slot.opening ??= open(url, slot).finally(() => {
    slot.opening = undefined;
  });
  return slot.opening;
};

/** Tears down a connection that owes replies and has been silent past every limit: its callers are told at once. */
const cutSilent = (slots: readonly Slot[]): void => {
  for (const slot of slots) {
    const client = slot.client as (pg.Client & { connection: { stream: { destroy(): void } } }) | undefined;
    if (client && slot.waiting > 0 && Date.now() - slot.heardAt > silenceLimit) client.connection.stream.destroy();
  }
};

/** Opens connections as they are first needed, and again after they were lost. */
export const shareConnections = (url: string, count: number): SharedConnections => {
  const slots = Array.from({ length: count }, (): Slot => ({ client: undefined, opening: undefined, waiting: 0, heardAt: 0 }));
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
        const client = clientOf(url, slot);
        return await (client instanceof Promise ? await client : client).query(statement);
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
