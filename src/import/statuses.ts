import type { Status } from "../orders/index.ts";

/** Order status for each number of the source's column `status`. */
export type Statuses = ReadonlyMap<number, Status>;

/** In the source shop: placed, verified, completed, cancelled. */
export const usualStatuses: Statuses = new Map<number, Status>([
  [0, "pending"],
  [1, "paid"],
  [2, "delivered"],
  [3, "cancelled"],
]);

/**
 * Returns a remark if the source has more than the usual four states. Then the usual numbers may mean something else,
 * and the operator is asked to name those that were read with their usual meaning.
 */
export function statusesRemark(seen: ReadonlySet<number>, named: Statuses): string[] {
  const inOrder = [...seen].toSorted((one, other) => one - other);
  const further = inOrder.filter((number) => !usualStatuses.has(number));
  const unnamed = inOrder.filter((number) => usualStatuses.has(number) && !named.has(number));
  if (further.length === 0 || unnamed.length === 0) return [];
  const read = unnamed.map((number) => `${number} as ${usualStatuses.get(number)}`).join(", ");
  const example = unnamed.map((number) => `--status ${number}=${usualStatuses.get(number)}`).join(" ");
  return [
    `orders.status holds ${further.join(", ")} too, a sign of a longer way from order to delivery, on which smaller numbers may mean something else. Read were ${read}: look at some of these orders, and name what their numbers mean, as in ${example}.`,
  ];
}
