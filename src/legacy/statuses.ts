import type { Status } from "../orders/index.ts";

/** What a number in the older shop's column `status` means here. */
export type Statuses = ReadonlyMap<number, Status>;

/** Placed, verified, completed, cancelled. */
export const usualStatuses: Statuses = new Map<number, Status>([
  [0, "pending"],
  [1, "paid"],
  [2, "delivered"],
  [3, "cancelled"],
]);
