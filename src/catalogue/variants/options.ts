import { LRUCache } from "lru-cache";
import type { Database, Reader } from "../../platform/database/database.ts";
import { attributesOfProduct } from "../attributes/attributes.queries.ts";

/** An attribute value in which a product is sold, such as Size "XL". */
export type Option = {
  readonly attribute_name: string;
  readonly attribute_value_id: number;
  readonly attribute_value: string;
};

export type KeptOptions = {
  of(productId: number): Promise<readonly Option[]>;
  /** Clears the cache. Reads in progress, which may predate the change, are not cached either. */
  forgetAll(): void;
};

/** Maximum number of products in the cache: more than most shops have; about 2 MB when each has 14 values. */
const mostProducts = 1000;

/** Caches the options of products for as long as replies are cached. */
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

/** Returns the options of a product; empty when it has no attributes or does not exist. */
export function optionsOfProduct(reader: Reader, productId: number): Promise<readonly Option[]> {
  return reader.all(attributesOfProduct(productId));
}
