import type { Reader } from "../../platform/database/database.ts";
import { refusal } from "../../platform/refusal.ts";
import { requireProduct } from "../products/products.ts";
import * as queries from "./attributes.queries.ts";

export async function valuesOfAttribute(reader: Reader, attributeId: number) {
  const found = await reader.all(queries.attributeValues(attributeId));
  if (found.length === 0) await findAttribute(reader, attributeId);
  return found;
}

export async function findAttribute(reader: Reader, attributeId: number) {
  const found = await reader.first(queries.attribute(attributeId));
  if (!found) throw refusal("ATT_01", "attribute_id");
  return found;
}

export async function attributesOfProduct(reader: Reader, productId: number) {
  const found = await reader.all(queries.attributesOfProduct(productId));
  if (found.length === 0) await requireProduct(reader, productId);
  return found;
}
