import { requireNoUrls, type Address } from "../customers/index.ts";
import type { Database, Writer } from "../platform/database/database.ts";
import { consumeWithin } from "../platform/limits/within.ts";
import { refusal } from "../platform/refusal.ts";
import { placeholderRegion } from "../shipping/index.ts";
import type { Attention } from "./attention.ts";
import { mailNews } from "./letters/send-news.ts";
import { requireLocked } from "./states/change-status.ts";
import type { OrderKey } from "./order-key.ts";
import { addAudit } from "./states/change-status.queries.ts";
import type { Status } from "./states/states.ts";
import * as queries from "./change-address.queries.ts";

const isWaiting: Readonly<Record<Status, boolean>> = {
  pending: true,
  paid: true,
  shipped: false,
  delivered: false,
  cancelled: false,
  refunded: false,
};

/**
 * Maximum number of recorded changes of one order's address per hour: each adds an audit entry, and for a paid order a
 * mail.
 */
const mostAnHour = 10;

/**
 * Changes the address of an order that has not been sent, and clears its `attention`. The owner of a paid order gets a
 * mail, because a redirected order is worth money.
 */
export function changeAddress(
  { db, isLimited }: { readonly db: Database; readonly isLimited: boolean },
  key: OrderKey,
  address: Address,
  now: Date,
): Promise<void> {
  requireNoUrls(address);
  return db.transaction(async (tx) => {
    const { status, attention } = await requireLocked(tx, key);
    if (!isWaiting[status])
      throw refusal("COM_02", "order_id", {
        status: 409,
        message: `Invalid Data: an order that is ${status} takes no address`,
      });
    const { shipping_region_id: regionId, address_2 = null, ...others } = address;
    await requireRegionOfWay(tx, key, regionId, attention);
    const isChanged = await tx.first(queries.changeShipTo(key, { ...others, address_2 }));
    if (!isChanged || (status !== "paid" && attention.length === 0)) return;
    if (isLimited)
      consumeWithin(tx, [{ name: "order-address", key: String(key.orderId), limit: mostAnHour, seconds: 3600 }]);
    const note = attention.length > 0 ? "The address was completed" : "The address was changed";
    tx.send(addAudit({ ...key, from: status, to: status, byWhom: `customer ${key.customerId}`, note, now }));
    if (status === "paid") tx.send(mailNews(key, { became: "readdressed" }));
  });
}

/**
 * Throws SHP_02 when the address lies outside the shipping method's region: shipping cost and tax were agreed for that
 * region. Accepts the placeholder region, except for an order whose address lay in another region.
 */
async function requireRegionOfWay(
  tx: Writer,
  key: OrderKey,
  regionId: number,
  attention: readonly Attention[],
): Promise<void> {
  const way = await tx.first(queries.regionOfWay(key));
  const isUnsaid = regionId === placeholderRegion && !attention.includes("shipping_region_differs");
  if (way && !isUnsaid && regionId !== way.shipping_region_id)
    throw refusal("SHP_02", "shipping_region_id", {
      message: `Don't exist shipping with this ID outside of ${way.shipping_region} (${way.shipping_region_id}), where the order's way leads: give an address there`,
    });
}
