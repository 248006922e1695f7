import type { Config } from "../../platform/config.ts";
import type { Metrics, Watched } from "./metrics.ts";

/** Opens metrics where they are on. What they need is loaded only then. */
export async function openOwnMetrics(
  config: Config,
  { db, replies, features }: Omit<Watched, "config">,
): Promise<Metrics | undefined> {
  if (config.metricsPort === 0) return undefined;
  const { openMetrics } = await import("./metrics.ts");
  return openMetrics({ config, db, replies, features });
}
