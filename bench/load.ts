import type { Script } from "./pgbench.ts";

/** One request of a load, and the status it must be answered with (200 unless given). */
export type Request = {
  readonly path: string;
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  /** `{next}` in it is another number in each request of a run, from 0. */
  readonly body?: string;
  readonly status?: number;
  /** A field of the reply, which later requests of the same connection name in their bodies: `{orderId}`. */
  readonly remember?: string;
};

/** What a load should reach: requests a second, or a part of what a bare server or pgbench reaches. */
export type Goal = { readonly perSecond: number } | { readonly ofBare: number } | { readonly ofPgbench: number };

/** Something a shop is asked over and over, from many connections. */
export type Load = {
  /** `--only` chooses loads by how their names begin. */
  readonly name: string;
  readonly goal?: Goal;
  /** The shop's settings where they are not the defaults. */
  readonly settings: Readonly<Record<string, string>>;
  /** Has the same request always the same reply? Then every reply is compared with the first. */
  readonly isSteady: boolean;
  /** Makes what the load needs in the shop at this address, and answers the requests to send in turn. */
  prepare(url: string): Promise<readonly Request[]>;
  /** SQL that makes room in the database for so many requests. */
  readonly fill?: (requests: number) => string;
  /** What the server sends to the database for one unit of the load, run by pgbench on the same database. */
  readonly sameSql?: Script;
  /** How many requests are one unit; 1 unless given. */
  readonly requestsEach?: number;
};

/** The default shop, which keeps the replies of public reads. */
export const keeping = {} as const;
/** A shop that makes every reply anew, also when several clients ask for the same at once. */
export const keepingNothing = { REPLY_CACHE_MB: "0" } as const;
