import type { Charge } from "../schemas.ts";

/** A charge that a stranger paid, for the order's owner: neither the stranger's card nor words. */
export function withoutPayer(charge: Charge): Charge {
  return { ...withoutCard(charge), description: null };
}

/** A charge for somebody who may know that there is one, and nothing of the card that paid it. */
export function withoutCard({ payment_method_details: _, receipt_url: __, ...charge }: Charge): Charge {
  return {
    ...charge,
    payment_method: null,
  };
}
