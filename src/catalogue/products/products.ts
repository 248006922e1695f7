import type { Reader } from "../../platform/database/database.ts";
import { refusal } from "../../platform/refusal.ts";
import { wordsOf } from "../search/words.ts";
import { listed } from "./listed-product.ts";
import * as queries from "./products.queries.ts";

/**
 * Number of neighbours in each category, on either side, and number of the nearest products whose words are compared.
 */
const relatedLimits = { neighbours: 200, compared: 200 };

/** Returns the details as a list of one, as the contract requires. */
export async function productDetails(reader: Reader, productId: number) {
  return [await findProduct(reader, productId)];
}

/** Returns a product with its full description and both pictures. */
export async function findProduct(reader: Reader, productId: number) {
  const row = await findRow(reader, productId);
  return { ...listed(row, Infinity), image: row.image, image_2: row.image_2, image2: row.image_2 };
}

export async function locationsOfProduct(reader: Reader, productId: number) {
  const found = await reader.all(queries.locationsOfProduct(productId));
  if (found.length === 0) await requireProduct(reader, productId);
  return found;
}

export async function categoriesOfProduct(reader: Reader, productId: number) {
  const found = await reader.all(queries.categoriesOfProduct(productId));
  if (found.length === 0) await requireProduct(reader, productId);
  return found;
}

export async function requireProduct(reader: Reader, productId: number): Promise<void> {
  if (!(await reader.first(queries.productExists(productId)))) throw refusal("PRO_01", "product_id");
}

export async function relatedProducts(
  reader: Reader,
  productId: number,
  { limit, description_length }: { limit: number; description_length: number },
) {
  const { name } = await findRow(reader, productId);
  const rows = await reader.all(
    queries.relatedProducts(productId, wordsOf(name).join(" | "), { ...relatedLimits, limit }),
  );
  return rows.map((row) => listed(row, description_length));
}

async function findRow(reader: Reader, productId: number) {
  const found = await reader.first(queries.product(productId));
  if (!found) throw refusal("PRO_01", "product_id");
  return found;
}
