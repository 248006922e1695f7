import { ask, type Reply } from "./ask.ts";
import { filled } from "./body.ts";
import type { Load } from "./load.ts";
import type { Effort } from "./effort.ts";
import { cartsFor, prepareScript } from "./pgbench.ts";
import type { Server, Shop } from "./shop.ts";
import type { Volley } from "./volley.ts";

/** The requests of a load, the reply to the first, and how many numbers of `{next}` were used up for that. */
export type Prepared = { readonly requests: Volley["requests"]; readonly reply: Reply; readonly asked: number };

/** More requests per second than a shop answers when each uses up a number. */
export const mostNumbered = 3000;

/** Fills the database before the load, with rows for the uncounted first round too. */
export async function fillFor(
  { databaseUrl }: Pick<Shop, "databaseUrl">,
  { fill }: Load,
  { rounds, seconds }: Effort,
): Promise<void> {
  if (fill) await prepareScript(databaseUrl, fill((rounds + 1) * seconds * mostNumbered));
}

/** Fills the database for what pgbench runs beside the load. */
export async function fillForPgbench({ databaseUrl }: Shop, { sameSql }: Load, effort: Effort): Promise<void> {
  if (sameSql?.fill) await prepareScript(databaseUrl, sameSql.fill(cartsFor(effort.rounds + 1, effort.seconds)));
}

/** Prepares the shop for a load, and returns the requests with the replies that are expected. */
export async function prepareLoad({ url }: Pick<Server, "url">, load: Load): Promise<Prepared> {
  const requests = await load.prepare(url);
  const [first] = requests;
  if (!first) throw new Error(`The load "${load.name}" has no requests.`);
  const askFirst = (next: number) => ask(url, first.body ? { ...first, body: filled(first.body, { next }) } : first);
  // The first request may fill the cache; the second is answered like all later ones.
  await askFirst(0);
  const reply = await askFirst(1);
  const asked = 2;
  if (!load.isSteady) return { requests, reply, asked };
  const expected = await Promise.all(
    requests.map(async (request) => ({ ...request, expected: (await ask(url, request)).body.toString() })),
  );
  return { requests: expected, reply, asked };
}
