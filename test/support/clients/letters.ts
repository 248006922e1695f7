import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { until } from "../until.ts";
import type { TwoServers } from "../servers/servers.ts";

const confirmation = "mail-order-confirmation";
/** Maximum time in which the servers must send the waiting mails. */
const longestMilliseconds = 120_000;

/** Waits until no mail waits. A job whose run was cut off starts again, as if its lease had expired. */
const posted = ({ sql }: TwoServers): Promise<number> =>
  until(
    async () => {
      // A lease lasts a minute, and no mail takes a quarter of that.
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

/** Counts the mailed confirmations of each order, once all are sent. */
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
