import type { Charge } from "../schemas.ts";

/** Removes a guest payer's card and description from a charge, for the order's owner. */
export function withoutPayer(charge: Charge): Charge {
  return { ...withoutCard(charge), description: null };
}

/** Removes all card data from a charge. */
export function withoutCard({ payment_method_details: _, receipt_url: __, ...charge }: Charge): Charge {
  return {
    ...charge,
    payment_method: null,
  };
}
