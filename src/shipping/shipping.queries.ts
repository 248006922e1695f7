import { row, text, integer } from "../platform/database/columns.ts";
import { ImportOutcomeRow } from "../platform/database/import-outcome.ts";
import { reads, writes } from "../platform/database/statement.ts";

const RegionRow = row({ shipping_region_id: integer, shipping_region: text });

const rateColumns = {
  shipping_id: integer,
  shipping_type: text,
  shipping_cost_cents: integer,
  shipping_region_id: integer,
};

export type ImportedRegion = { readonly id: number; readonly shipping_region: string };

export type ImportedRate = {
  readonly id: number;
  readonly shipping_region_id: number;
  readonly shipping_type: string;
  readonly cost_cents: number;
};

/** Returns the regions that are not retired. */
export function regions() {
  return reads(RegionRow)`
  select shipping_region_id, shipping_region from shipping_region where retired_at is null order by shipping_region_id`;
}

export function ratesOfRegion(regionId: number) {
  return reads(row(rateColumns))`
  select shipping_id, shipping_type, shipping_cost_cents, shipping_region_id from shipping
  where shipping_region_id = ${regionId} and retired_at is null order by shipping_id`;
}

/** Returns every rate with its region, including retired ones. */
export function rates() {
  return reads(row({ ...rateColumns, shipping_region: text }))`
  select shipping_id, shipping_type, shipping_cost_cents, shipping_region_id, shipping_region
  from shipping join shipping_region using (shipping_region_id) order by shipping_id`;
}

export function addRegion(region: { regionId: number; name: string }) {
  return writes(row({}))`
  insert into shipping_region (shipping_region_id, shipping_region) values (${region.regionId}, ${region.name})`;
}

export function region(regionId: number) {
  return reads(RegionRow)`
  select shipping_region_id, shipping_region from shipping_region
  where shipping_region_id = ${regionId} and retired_at is null`;
}

/** Returns no row when the ID exists. Appends the ID to the name when another region has that name. */
export function addPlaceholder(regionId: number, name: string) {
  return writes(row({ shipping_region_id: integer }))`
  insert into shipping_region (shipping_region_id, shipping_region)
  values (${regionId}, ${name}::text || case
    when exists (select from shipping_region where shipping_region = ${name}) then ${` (${regionId})`}
    else '' end)
  on conflict (shipping_region_id) do nothing returning shipping_region_id`;
}

export function addRate(rate: { shippingId: number; type: string; costCents: number; regionId: number }) {
  return writes(row({}))`
  insert into shipping (shipping_id, shipping_type, shipping_cost_cents, shipping_region_id)
  values (${rate.shippingId}, ${rate.type}, ${rate.costCents}, ${rate.regionId})`;
}

/** Inserts regions with their IDs. A region counts as already imported when the name matches. */
export function importRegions(rows: readonly (ImportedRegion & { readonly n: number })[]) {
  return writes(ImportOutcomeRow)`
  with given as (
    select * from json_to_recordset(${JSON.stringify(rows)}::json) as row (n integer, id bigint, shipping_region text)),
  added as (
    insert into shipping_region (shipping_region_id, shipping_region)
    select id, shipping_region from given on conflict do nothing returning shipping_region_id)
  select n, case
      when added.shipping_region_id is not null then 'inserted' when known.shipping_region_id is null then 'duplicate'
      when known.shipping_region = given.shipping_region then 'exists' else 'id_conflict' end as outcome
  from given
  left join added on added.shipping_region_id = id
  left join shipping_region as known on known.shipping_region_id = id`;
}

/** Inserts rates with their IDs. A rate counts as already imported when region and name match. */
export function importRates(rows: readonly (ImportedRate & { readonly n: number })[]) {
  return writes(ImportOutcomeRow)`
  with given as (
    select * from json_to_recordset(${JSON.stringify(rows)}::json)
      as row (n integer, id bigint, shipping_region_id bigint, shipping_type text, cost_cents integer)),
  added as (
    insert into shipping (shipping_id, shipping_region_id, shipping_type, shipping_cost_cents)
    select id, shipping_region_id, shipping_type, cost_cents from given on conflict do nothing returning shipping_id)
  select n, case
      when added.shipping_id is not null then 'inserted' when known.shipping_id is null then 'duplicate'
      when known.shipping_region_id = given.shipping_region_id and known.shipping_type = given.shipping_type
      then 'exists' else 'id_conflict' end as outcome
  from given
  left join added on added.shipping_id = id
  left join shipping as known on known.shipping_id = id`;
}

/** Advances both ID sequences past all existing IDs and past `used`; never moves them backwards. */
export function continueNumbering(used: { readonly regions: number; readonly rates: number }) {
  return writes(row({ number: integer }))`
  select setval('shipping_region_shipping_region_id_seq', greatest(max(shipping_region_id), ${used.regions}::bigint)) as number
  from shipping_region having greatest(max(shipping_region_id), ${used.regions}::bigint) >= (select last_value from shipping_region_shipping_region_id_seq)
  union all select setval('shipping_shipping_id_seq', greatest(max(shipping_id), ${used.rates}::bigint)) as number
  from shipping having greatest(max(shipping_id), ${used.rates}::bigint) >= (select last_value from shipping_shipping_id_seq)`;
}

/** Retires a rate as of `since`, or offers it again (null). Returns its name; no row when there is no such rate. */
export function retireRate(shippingId: number, since: Date | null) {
  return writes(row({ name: text }))`
  update shipping set retired_at = ${since} where shipping_id = ${shippingId} returning shipping_type as name`;
}

/** Retires or restores a region, and so its rates. The placeholder violates `shipping_region_placeholder_check`. */
export function retireRegion(regionId: number, since: Date | null) {
  return writes(row({ name: text }))`
  update shipping_region set retired_at = ${since} where shipping_region_id = ${regionId} returning shipping_region as name`;
}

export function removeRates() {
  return writes(row({}))`delete from shipping`;
}

export function removeRegions() {
  return writes(row({}))`delete from shipping_region`;
}
