/** Names a customer's row for statements that lock it: account changes, new sessions and orders. */
export function customerRow(customerId: number): string {
  return `customer ${customerId}`;
}
