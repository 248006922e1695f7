import type { Config } from "../../platform/config.ts";
import type { Metrics, Watched } from "./metrics.ts";

/** Opens metrics where they are read or sent. What they need is loaded only then. */
export async function openOwnMetrics(config: Config, watched: Omit<Watched, "config">): Promise<Metrics | undefined> {
  if (config.metricsPort === 0 && !watched.sendMetrics) return undefined;
  const { openMetrics } = await import("./metrics.ts");
  return openMetrics({ config, ...watched });
}
