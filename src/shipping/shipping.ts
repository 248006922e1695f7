import type { Reader } from "../platform/database/database.ts";
import { twoDecimals } from "../platform/money.ts";
import { refusal } from "../platform/refusal.ts";
import * as queries from "./shipping.queries.ts";

/** What a parcel costs to each place of a region, as the contract shows it. A region may have no rates. */
export async function ratesOfRegion(reader: Reader, regionId: number) {
  const [region, found] = await Promise.all([
    reader.first(queries.region(regionId)),
    reader.all(queries.ratesOfRegion(regionId)),
  ]);
  if (!region) throw refusal("SHP_01", "shipping_region_id");
  return found.map(({ shipping_id, shipping_type, shipping_cost_cents, shipping_region_id }) => ({
    shipping_id,
    shipping_type,
    shipping_cost: twoDecimals(shipping_cost_cents),
    shipping_region_id,
  }));
}
