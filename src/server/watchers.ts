import type { Config } from "../platform/config.ts";
import type { App } from "../platform/http/server.ts";
import { tellTimings } from "../platform/http/server-timing.ts";

type Watcher = { readonly watch: (app: App) => void };

/** Returns what watches the requests of a server: telemetry and metrics where they are on, timings in development. */
export function watchersOf(
  { nodeEnv }: Pick<Config, "nodeEnv">,
  watchers: readonly (Watcher | undefined)[],
): ((app: App) => void)[] {
  return [...watchers.flatMap((one) => one?.watch ?? []), ...(nodeEnv === "development" ? [tellTimings] : [])];
}
