import type { Writer } from "../platform/database/database.ts";
import { centsOf } from "../platform/money.ts";
import { addRate, addRegion } from "./shipping.queries.ts";

export type SampleRegion = {
  readonly region: string;
  readonly rates: readonly { readonly type: string; readonly cost: string }[];
};

/** Inserts the sample regions and rates into an empty shop; does not advance the ID sequences. */
export async function fillShipping(tx: Writer, regions: readonly SampleRegion[]): Promise<void> {
  let shippingId = 0;
  for (const [index, { region, rates }] of regions.entries()) {
    const regionId = index + 1;
    await tx.all(addRegion({ regionId, name: region }));
    for (const { type, cost } of rates) {
      shippingId += 1;
      await tx.all(addRate({ shippingId, type, costCents: centsOf(cost) ?? 0, regionId }));
    }
  }
}
