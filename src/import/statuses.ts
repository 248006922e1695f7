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

/**
 * The family's first shops know four states. Where there are more, the first ones may mean other things: whoever runs the
 * shop is asked to name those that were read as usual.
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
