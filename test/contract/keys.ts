import { lockOf, type KeyOwner } from "../../src/platform/idempotency/idempotency-key.ts";
import { send, type Ground, type Question, type Refused } from "./row.ts";

const keyed = (good: Question, key: string): Question => ({
  ...good,
  headers: { ...good.headers, "idempotency-key": key },
});
const field = "Idempotency-Key";

type Whose = (ground: Ground, good: Question) => KeyOwner & { readonly route: string };

/** Locks the idempotency key, as a request in progress does. */
export const keyInUse = (whose: Whose): Readonly<Record<string, Refused>> => ({
  "COM_09 409": {
    asks: async (ground, good) => {
      const held = lockOf({ ...whose(ground, good), key: "held", requestHash: Buffer.alloc(0) });
      await ground.shop.sql("select pg_advisory_lock($1)", [held]);
      return keyed(good, "held");
    },
    field,
    message: /is still being served$/,
  },
});

/** Uses the key first for the same request with other values in these fields. */
export const keyUsed = (fields: Readonly<Record<string, unknown>>): Readonly<Record<string, Refused>> => ({
  "COM_09 422": {
    asks: async ({ shop: { app } }, good) => {
      await send(app, { method: "POST" }, keyed(good, "used"));
      return { ...keyed(good, "used"), body: { ...good.body, ...fields } };
    },
    field,
  },
});
