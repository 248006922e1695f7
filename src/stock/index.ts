export { combinationIn } from "../catalogue/index.ts";
export { availabilityRoutes } from "./availability.routes.ts";
export { stockSchedule, stockTasks } from "./jobs.ts";
export { fillStock, type SampleStock } from "./sample.ts";
export { scarcityListener } from "./show-in-stock.ts";
export { trackedAmong, returnStock, decrementStock, type TrackedLines, type ReturnedLine } from "./stock.ts";
