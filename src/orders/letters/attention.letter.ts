import type { Part } from "../../platform/mail/letter.ts";
import type { Attention } from "../attention.ts";

const lacking: Readonly<Record<Attention, string>> = {
  address_missing: "We do not know yet where to send it. Please tell us; until then your order stays with us.",
  shipping_region_differs:
    "You chose a way of sending that does not lead to this address. Please give us an address that it leads to, or answer this mail; until then your order stays with us.",
};

const toDo: Readonly<Record<Attention, string>> = {
  address_missing: "Tell us the address",
  shipping_region_differs: "Change the address",
};

/**
 * Returns the parts of a letter that say what the order still lacks, with a link to the storefront page that settles
 * it.
 */
export function attentionParts(
  { order_id, attention }: { readonly order_id: number; readonly attention: readonly Attention[] },
  storefrontUrl: string,
): Part[] {
  return attention.flatMap((one) => [
    { text: lacking[one] },
    { button: toDo[one], url: `${storefrontUrl.replace(/\/$/, "")}/order-address?order=${order_id}` },
  ]);
}
