import { ownHost, setting, whole, type Setting } from "./setting.ts";

/** What a server tells to those who watch it. */
export const telemetrySettings = {
  metricsPort: setting(
    "METRICS_PORT",
    whole(0, 65_535),
    0,
    "Port on which Prometheus reads `/metrics` (`docs/operations/monitoring.md`). 0: metrics are off, and cost nothing.",
  ),
  metricsHost: setting(
    "METRICS_HOST",
    ownHost,
    "127.0.0.1",
    "Address that `/metrics` listens on. Whoever reaches it reads how much the shop sells: let only your Prometheus reach it.",
  ),
} as const satisfies Record<string, Setting>;
