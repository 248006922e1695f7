import type { Config } from "../platform/config.ts";
import type { Database } from "../platform/database/database.ts";
import type { Feature } from "../platform/feature.ts";
import { availabilityRoutes } from "./availability.routes.ts";
import { stockSchedule, stockTasks } from "./jobs.ts";
import { scarcityListener } from "./show-in-stock.ts";

export { keyWithoutNote } from "../catalogue/index.ts";
export { availabilityOf } from "./availability.ts";
export { fillStock, type SampleStock } from "./sample.ts";
export { trackedAmong, returnStock, decrementStock, type TrackedLines, type ReturnedLine } from "./stock.ts";

export function stockFeature({ db, config }: { readonly db: Database; readonly config: Config }): Feature {
  return {
    name: "stock",
    apiTags: [],
    routes: (route) => availabilityRoutes(route, db),
    tasks: () => stockTasks({ db }),
    schedule: stockSchedule,
    listeners: config.worker !== "off" ? { stock: scarcityListener(db) } : {},
  };
}
