import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { until } from "./until.ts";
import type { TwoServers } from "./servers.ts";

const confirmation = "mail-order-confirmation";
/** How long the servers may take over the letters that wait. */
const longestMilliseconds = 120_000;

/** Waits until no letter waits any more. A run whose end was cut off is begun again as if its lease were over. */
const posted = ({ sql }: TwoServers): Promise<number> =>
  until(
    async () => {
      // A lease is a minute, and nobody takes a quarter of one over a letter.
      await sql("update job set run_at = now() where task = $1 and run_at between now() and now() + interval '45 s'", [
        confirmation,
      ]);
      await sql("select pg_notify('job', '')");
      await delay(100);
      return (await sql("select from job where task = $1 limit 1", [confirmation])).length === 0;
    },
    longestMilliseconds,
    "the letters are posted",
  );

/** How many confirmations of each order were mailed, once all are. */
export const confirmations = async (open: TwoServers): Promise<ReadonlyMap<number, number>> => {
  await posted(open);
  const folder = join(open.dataDir, "mail");
  const found = new Map<number, number>();
  for (const name of await readdir(folder).catch(() => [])) {
    const order = Number(/^Subject: Your order (\d+)\r?$/m.exec(await readFile(join(folder, name), "utf8"))?.[1] ?? 0);
    found.set(order, (found.get(order) ?? 0) + 1);
  }
  return found;
};
