import type { Writer } from "../platform/database/database.ts";
import { centsOf } from "../platform/money.ts";
import { addRate, addRegion, continueNumbering } from "./queries.ts";

export type SampleRegion = {
  readonly region: string;
  readonly rates: readonly { readonly type: string; readonly cost: string }[];
};

/** Fills an empty shop's shipping regions and rates. */
export const fillShipping = async (tx: Writer, regions: readonly SampleRegion[]): Promise<void> => {
  let shippingId = 0;
  for (const [index, { region, rates }] of regions.entries()) {
    const regionId = index + 1;
    await tx.all(addRegion({ regionId, name: region }));
    for (const { type, cost } of rates) {
      shippingId += 1;
      await tx.all(addRate({ shippingId, type, costCents: centsOf(cost) ?? 0, regionId }));
    }
  }
  await tx.all(continueNumbering({ regions: 0, rates: 0 }));
};
