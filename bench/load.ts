import type { Script } from "./pgbench.ts";

/** One request of a load, and the expected status (200 by default). */
export type Request = {
  readonly path: string;
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  /** `{next}` in it becomes a different number in each request of a run, from 0. */
  readonly body?: string;
  readonly status?: number;
  /** A field of the reply, which later requests of the same connection use in their bodies: `{orderId}`. */
  readonly remember?: string;
};

/** Goal of a load: requests per second, or a share of what a bare server or pgbench reaches. */
export type Goal = { readonly perSecond: number } | { readonly ofBare: number } | { readonly ofPgbench: number };

/** Requests that many connections send to a shop over and over. */
export type Load = {
  /** `--only` selects loads by the beginning of their names. */
  readonly name: string;
  readonly goal?: Goal;
  /** Settings of the shop that differ from the defaults. */
  readonly settings: Readonly<Record<string, string>>;
  /** Whether the same request always gets the same reply. If so, every reply is compared with the first. */
  readonly isSteady: boolean;
  /** Prepares the shop at this URL and returns the requests to send in turn. */
  prepare(url: string): Promise<readonly Request[]>;
  /** SQL that prepares the database for this many requests. */
  readonly fill?: (requests: number) => string;
  /** Statements that the server sends for one unit of the load, run by pgbench on the same database. */
  readonly sameSql?: Script;
  /** Number of requests in one unit; 1 by default. */
  readonly requestsEach?: number;
};

/** Default settings: the shop caches the replies of public reads. */
export const keeping = {} as const;
/** Settings without a reply cache: every reply is computed, also when several clients request the same at once. */
export const keepingNothing = { REPLY_CACHE_MB: "0" } as const;
