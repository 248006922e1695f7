import { Type, type Static } from "typebox";
import type { Buyer } from "../customers/index.ts";
import { refusal, type Refusal } from "../platform/refusal.ts";
import { isVisible } from "../platform/visible.ts";
import { placeholderRegion } from "../shipping/index.ts";

/** What an order may lack before it can be sent. */
export const Attention = Type.Unsafe<"address_missing" | "shipping_region_differs">(
  Type.Enum(["address_missing", "shipping_region_differs"]),
);
export type Attention = Static<typeof Attention>;

/** How orders are taken: as shops of 2019 took them, or only with an address that their way leads to. */
export type Checkout = "compatible" | "strict";

/** Where a customer is. */
export type Destination = Pick<Buyer, "address_1" | "city" | "country" | "shipping_region_id">;

/**
 * What an order of this buyer, sent by a way of that region, lacks. Whoever is in the placeholder has not said where: the
 * way says it. Where the address is missing its region says nothing: it is completed with one that the way leads to.
 */
export function attentionOf(buyer: Destination, wayRegionId: number, checkout: Checkout): Attention[] {
  if (checkout === "strict") requireWay(buyer, wayRegionId);
  if (!hasAddress(buyer)) return ["address_missing"];
  const isSettled = [placeholderRegion, wayRegionId].includes(buyer.shipping_region_id);
  return isSettled ? [] : ["shipping_region_differs"];
}

/** Nothing is sent that has nowhere to go; to another region than its way's only where the shop says so. */
export function requireSendable(attention: readonly Attention[], isRegionWaived = false): void {
  if (attention.includes("address_missing"))
    throw unsent("its address is missing; the buyer completes it with PUT /orders/{order_id}/address");
  if (attention.includes("shipping_region_differs") && !isRegionWaived)
    throw unsent(
      "its address lies in another region than its way leads to; the buyer changes it with PUT /orders/{order_id}/address",
    );
}

/** Why an order is not sent. */
export function unsent(why: string): Refusal {
  return refusal("COM_02", "order_id", { status: 409, message: `Invalid Data: the order cannot be sent: ${why}` });
}

/** A parcel needs an address, and its way must lead there. */
function requireWay(buyer: Destination, wayRegionId: number): void {
  if (!hasAddress(buyer))
    throw refusal("COM_02", "address_1", {
      message: "Invalid Data: the customer has no address yet; PUT /customers/address sets it",
    });
  if (buyer.shipping_region_id !== wayRegionId)
    throw refusal("SHP_02", "shipping_id", {
      message: "Don't exist shipping with this ID in the region of the customer's address",
    });
}

function hasAddress(buyer: Destination): boolean {
  return [buyer.address_1, buyer.city, buyer.country].every(isFilledIn);
}

function isFilledIn(line: string | null): boolean {
  return line !== null && isVisible(line);
}
