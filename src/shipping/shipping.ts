import type { Reader } from "../platform/database/database.ts";
import { twoDecimals } from "../platform/money.ts";
import { refusal } from "../platform/refusal.ts";
import * as queries from "./shipping.queries.ts";

/** Returns the rates of a region in the format of the contract; a region may have none. Throws SHP_01 when unknown. */
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
