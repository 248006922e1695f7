export type { Report } from "./books/report.ts";
export { importShop } from "./import.ts";
export { exportRejects, forgetRejects } from "./leaving/leaving.ts";
export { SourceFault } from "./source/fault.ts";
export type { TableName } from "./source/tables.ts";
export { summaryOf } from "./summary.ts";
export { usualStatuses, type Statuses } from "./tables/orders/reading.ts";
