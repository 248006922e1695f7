import { LRUCache } from "lru-cache";
import type { Database, Reader } from "../../platform/database/database.ts";
import { attributesOfProduct } from "../attributes/attributes.queries.ts";

/** One value that a product can be had in: Size "XL". */
export type Option = {
  readonly attribute_name: string;
  readonly attribute_value_id: number;
  readonly attribute_value: string;
};

export type KeptOptions = {
  of(productId: number): Promise<readonly Option[]>;
  /** Drops everything; what is being read now, perhaps from before the change, is not kept either. */
  forgetAll(): void;
};

/** More products than most shops have; about 2 MB when each has 14 values. */
const mostProducts = 1000;

/** Keeps the choices of products that were asked for, as long as a finished reply is kept. */
export function keepOptions(db: Database, { replyCacheSeconds }: { readonly replyCacheSeconds: number }): KeptOptions {
  const empty = () => new LRUCache<number, readonly Option[]>({ max: mostProducts, ttl: replyCacheSeconds * 1000 });
  let kept = empty();
  return {
    async of(productId) {
      const keeper = kept;
      const known = keeper.get(productId);
      if (known) return known;
      const read = await optionsOfProduct(db, productId);
      if (read.length > 0) keeper.set(productId, read);
      return read;
    },
    forgetAll() {
      kept = empty();
    },
  };
}

/** The values a product can be had in; none for a product that has no attributes, or is unknown. */
export function optionsOfProduct(reader: Reader, productId: number): Promise<readonly Option[]> {
  return reader.all(attributesOfProduct(productId));
}
