import type { Config } from "../../platform/config.ts";
import type { Database } from "../../platform/database/database.ts";
import type { Feature } from "../../platform/feature.ts";
import type { Replies } from "../../platform/http/cache/replies.ts";
import { openRequestMetrics, type RequestMetrics } from "../../platform/http/request-metrics.ts";
import { openActivityMetrics } from "./activity-metrics.ts";
import { counter, gauge, type Metric } from "../../platform/telemetry/exposition.ts";
import { openProcessMetrics, servingProcesses } from "./process-metrics.ts";
import { ofReplicas, openShopMetrics } from "./shop-metrics.ts";
import { openMetricsPort, type MetricsPort } from "./metrics-port.ts";
import type { Telemetry } from "../../platform/telemetry.ts";
import { version } from "../version.ts";

/** The metrics of a server, which counts the requests of the app that it watches. */
export type Metrics = Pick<RequestMetrics, "watch"> &
  MetricsPort & {
    /** Returns what this process tells of itself. */
    ofProcess(): readonly Metric[];
    /** Returns the state of the whole shop. */
    ofShop(): Promise<readonly Metric[]>;
    /** Sends them a last time, if they are sent: while the database is there to be asked. */
    sendLast(): Promise<void>;
  };

/** What metrics are made of. */
export type Watched = {
  readonly config: Config;
  readonly db: Database;
  readonly replies: Replies;
  readonly features: readonly Feature[];
  /** Sends what a function returns, again and again, where metrics are sent. */
  readonly sendMetrics: Telemetry["sendMetrics"];
};

/** Opens the metrics of a server. */
export function openMetrics({ config, db, replies, features, sendMetrics }: Watched): Metrics {
  const requests = openRequestMetrics();
  const activity = openActivityMetrics();
  const own = openProcessMetrics({ version, dataDir: config.dataDir });
  const ofShop = openShopMetrics(
    db,
    features.flatMap(({ gauges }) => gauges ?? []),
  );
  const ofProcess = (): Metric[] => [
    ...own.metrics(),
    ...requests.metrics(),
    ...ofReplies(replies, config.replyCacheMegabytes),
    ...ofConnections(db),
    ...ofReplicas(db),
    ...activity.metrics(),
  ];
  const all = async (): Promise<Metric[]> => [
    ...(await own.machine()),
    ...servingProcesses(1, 0),
    ...ofProcess(),
    ...(await ofShop()),
  ];
  const port = openMetricsPort(config, all);
  const sendLast = sendMetrics?.(all);
  return {
    watch: requests.watch,
    ofProcess,
    ofShop,
    listen: async () => (config.metricsPort === 0 ? undefined : port.listen()),
    sendLast: async () => sendLast?.(),
    async close() {
      activity.close();
      own.close();
      await port.close();
    },
  };
}

function ofReplies(replies: Replies, megabytes: number): Metric[] {
  const { hits, misses, entries, bytes } = replies.use();
  return [
    counter("selvedge_reply_cache_hits_total", "Requests that were answered from the cache of replies.", hits),
    counter("selvedge_reply_cache_misses_total", "Public reads whose reply was not in the cache.", misses),
    gauge("selvedge_reply_cache_entries", "Replies in the cache.", entries),
    gauge("selvedge_reply_cache_bytes", "Memory of the cached replies.", bytes),
    gauge("selvedge_reply_cache_limit_bytes", "Most memory that replies may take, as set.", megabytes * 1024 * 1024),
  ];
}

function ofConnections(db: Database): Metric[] {
  const pools = Object.entries(db.connections());
  const of = (part: "most" | "open" | "busy" | "waiting") =>
    pools.map(([pool, use]) => ({ labels: { pool }, value: use[part] }));
  return [
    gauge("selvedge_database_connections_limit", "Connections that may be open, by their use.", of("most")),
    gauge("selvedge_database_connections_open", "Connections that are open.", of("open")),
    gauge("selvedge_database_connections_busy", "Connections that are in use.", of("busy")),
    gauge(
      "selvedge_database_connections_waiting",
      "Callers that wait for a connection, or for a reply over a shared one.",
      of("waiting"),
    ),
  ];
}
