import type pg from "pg";
import { placeOf } from "../postgres-address.ts";
import type { Found } from "./host-probe.ts";

/** Called when another host became the primary, or when there is none any more. */
export type TellOfPrimary = (what: "moved" | "missing", about: Readonly<Record<string, unknown>>) => void;

type Host = { readonly url: string; readonly found: Found | undefined };

/** Chooses the primary, and keeps the open connections, so that those to another host can be cut. */
export function openChoice(tell: TellOfPrimary) {
  let current: string | undefined;
  let isFirst = true;
  let newestTimeline = 0;
  const clients = new Map<pg.Client, string>();

  const cutOthers = (): void => {
    for (const [client, url] of clients) if (url !== current) cut(client);
  };

  return {
    hasPrimary: () => current !== undefined,
    url(): string {
      // As when a server is starting: the caller may try again.
      if (current === undefined) throw Object.assign(new Error("There is no primary."), { code: "57P03" });
      return current;
    },
    opened(client: pg.Client, url: string): void {
      clients.set(client, url);
      client.once("end", () => void clients.delete(client));
      if (url !== current) cut(client);
    },
    judge(hosts: readonly Host[]): void {
      newestTimeline = Math.max(newestTimeline, ...hosts.map(({ found }) => found?.timeline ?? 0));
      const isPrimary = ({ found }: Host): boolean => found?.is_standby === false && found.timeline === newestTimeline;
      const own = hosts.find(({ url }) => url === current);
      // A primary that does not answer may only be busy. It is left when another one was promoted.
      const next = own && (isPrimary(own) || !own.found) ? own.url : undefined;
      const chosen = hosts.find((host) => isPrimary(host) && (!next || !own?.found))?.url ?? next;
      if (chosen === current) return;
      const former = current;
      current = chosen;
      cutOthers();
      if (!isFirst)
        tell(chosen === undefined ? "missing" : "moved", {
          ...(former === undefined ? {} : { from: placeOf(former) }),
          ...(chosen === undefined ? {} : { to: placeOf(chosen) }),
          timeline: newestTimeline,
        });
      isFirst = false;
    },
  };
}

/** Ends a connection at once, so that its callers fail and connect anew. */
function cut(client: pg.Client): void {
  const { connection } = client as pg.Client & { readonly connection: { readonly stream: { destroy(): void } } };
  connection.stream.destroy();
}
