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

/**
 * Checkout mode: `compatible` accepts orders as shops of 2019 did; `strict` requires an address in the region of the
 * shipping method.
 */
export type Checkout = "compatible" | "strict";

/** The parts of a customer's address that decide whether an order can be sent there. */
export type Destination = Pick<Buyer, "address_1" | "city" | "country" | "shipping_region_id">;

/**
 * Returns what an order of this buyer lacks, given the region of its shipping method. The placeholder region counts as
 * the shipping method's: the buyer has not chosen a region. The region of a missing address is not checked, because the
 * address is completed later with one in the shipping method's region. A strict checkout throws COM_02 or SHP_02
 * instead.
 */
export function attentionOf(buyer: Destination, wayRegionId: number, checkout: Checkout): Attention[] {
  if (checkout === "strict") requireWay(buyer, wayRegionId);
  if (!hasAddress(buyer)) return ["address_missing"];
  const isSettled = [placeholderRegion, wayRegionId].includes(buyer.shipping_region_id);
  return isSettled ? [] : ["shipping_region_differs"];
}

/**
 * Throws COM_02 (409) when the address is missing, or when it lies outside the shipping method's region and the shop
 * has not waived that.
 */
export function requireSendable(attention: readonly Attention[], isRegionWaived = false): void {
  if (attention.includes("address_missing"))
    throw unsent("its address is missing; the buyer completes it with PUT /orders/{order_id}/address");
  if (attention.includes("shipping_region_differs") && !isRegionWaived)
    throw unsent(
      "its address lies in another region than its way leads to; the buyer changes it with PUT /orders/{order_id}/address",
    );
}

/** Refusal to send an order. */
export function unsent(why: string): Refusal {
  return refusal("COM_02", "order_id", { status: 409, message: `Invalid Data: the order cannot be sent: ${why}` });
}

/** Throws COM_02 when the address is missing, SHP_02 when it lies outside the shipping method's region. */
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
