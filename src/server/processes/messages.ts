import type { HashingReply, HashingRequest } from "../../customers/index.ts";
import type { Metric } from "../../platform/telemetry/exposition.ts";

/** Where the embedded database and its replicas are; other processes find those of the settings by themselves. */
export type Database = { readonly databaseUrl: string; readonly readUrls: readonly string[] };

/** Open the shop on this database, whose newest migration has this number, and answer requests on this port. */
export type Opening = Database & { readonly kind: "open"; readonly migration: number; readonly port: number };

/** What metrics tell of: one process, or the state of the whole shop, which every process can ask for. */
export type MetricsOf = "process" | "shop";

/** What the primary process tells a serving one. */
export type Order =
  | Opening
  /** The database runs again, perhaps at another address. */
  | (Database & { readonly kind: "database" })
  /** Run the background jobs from now on. */
  | { readonly kind: "jobs" }
  /** A password is hashed or compared. */
  | HashingReply
  /** Report these metrics. */
  | { readonly kind: "metrics"; readonly of: MetricsOf }
  /** End, because all processes do. */
  | { readonly kind: "close"; readonly isPatient: boolean }
  /** End, while other processes go on. */
  | { readonly kind: "retire" };

/** What a serving process tells the primary one. */
export type Report =
  /** It listens to orders. */
  | { readonly kind: "ready" }
  /** It answers requests at this address. */
  | { readonly kind: "open"; readonly address: string }
  /** Its metrics; none where METRICS_PORT is not set. */
  | { readonly kind: "metrics"; readonly of: MetricsOf; readonly metrics: readonly Metric[] }
  /** It asks to have a password hashed or compared. */
  | HashingRequest;
