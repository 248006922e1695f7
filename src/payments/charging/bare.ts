import type { Charge } from "../schemas.ts";

/** A charge for somebody who may know that there is one, and nothing of the card that paid it. */
export const withoutCard = ({ payment_method_details: _, receipt_url: __, ...charge }: Charge): Charge => ({
  ...charge,
  payment_method: null,
});

/** A charge that a stranger paid, for the order's owner: neither the stranger's card nor words. */
export const withoutPayer = (charge: Charge): Charge => ({ ...withoutCard(charge), description: null });
