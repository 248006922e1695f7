import { row, text, whole } from "../platform/database/columns.ts";
import { reads, writes } from "../platform/database/statement.ts";

const RegionRow = row({ shipping_region_id: whole, shipping_region: text });

export const regions = () => reads(RegionRow)`
  select shipping_region_id, shipping_region from shipping_region order by shipping_region_id`;

export const region = (regionId: number) => reads(RegionRow)`
  select shipping_region_id, shipping_region from shipping_region where shipping_region_id = ${regionId}`;

export const ratesOfRegion = (regionId: number) => reads(
  row({ shipping_id: whole, shipping_type: text, shipping_cost_cents: whole, shipping_region_id: whole }),
)`
  select shipping_id, shipping_type, shipping_cost_cents, shipping_region_id from shipping
  where shipping_region_id = ${regionId} order by shipping_id`;

export const addRegion = (region: { regionId: number; name: string }) => writes(row({}))`
  insert into shipping_region (shipping_region_id, shipping_region) values (${region.regionId}, ${region.name})`;

export const addRate = (rate: { shippingId: number; type: string; costCents: number; regionId: number }) => writes(
  row({}),
)`
  insert into shipping (shipping_id, shipping_type, shipping_cost_cents, shipping_region_id)
  values (${rate.shippingId}, ${rate.type}, ${rate.costCents}, ${rate.regionId})`;

/** Numbers given out from now on follow those that were brought along; none runs backwards. */
export const continueNumbering = () => writes(row({ number: whole }))`
  select setval('shipping_region_shipping_region_id_seq', max(shipping_region_id)) as number
  from shipping_region having max(shipping_region_id) >= (select last_value from shipping_region_shipping_region_id_seq)
  union all
  select setval('shipping_shipping_id_seq', max(shipping_id)) as number
  from shipping having max(shipping_id) >= (select last_value from shipping_shipping_id_seq)`;
