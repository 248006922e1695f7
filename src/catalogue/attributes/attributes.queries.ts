import { row, text, integer } from "../../platform/database/columns.ts";
import { reads } from "../../platform/database/statement.ts";

const AttributeRow = row({ attribute_id: integer, name: text });

export function attributes() {
  return reads(AttributeRow)`
  select attribute_id, name from attribute order by attribute_id`;
}

export function attribute(attributeId: number) {
  return reads(AttributeRow)`
  select attribute_id, name from attribute where attribute_id = ${attributeId}`;
}

export function attributeValues(attributeId: number) {
  return reads(row({ attribute_value_id: integer, value: text }))`
  select attribute_value_id, value from attribute_value
  where attribute_id = ${attributeId} order by attribute_value_id`;
}

export function attributesOfProduct(productId: number) {
  return reads(row({ attribute_name: text, attribute_value_id: integer, attribute_value: text }))`
  select attribute.name as attribute_name, attribute_value_id, value as attribute_value
  from product_attribute
  join attribute_value using (attribute_value_id)
  join attribute using (attribute_id)
  where product_id = ${productId}
  order by sorting_name(attribute.name), attribute.name, attribute_value_id`;
}
