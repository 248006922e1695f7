import { Type } from "typebox";
import type { Reader } from "../../platform/database/database.ts";
import type { Route } from "../../platform/http/route.ts";
import { id, productId } from "../schemas.ts";
import { attributesOfProduct, findAttribute, valuesOfAttribute } from "./attributes.ts";
import { attributes } from "./attributes.queries.ts";
import { Attribute, AttributeOfProduct, AttributeValue } from "./attributes.schemas.ts";

/** Registers the routes of attributes, in which products differ: sizes, colours. */
export function attributeRoutes(route: Route, { reader }: { readonly reader: Reader }): void {
  const tag = "Attributes";
  const ofAttribute = {
    tag,
    params: Type.Object({ attribute_id: id("The attribute's number") }),
    refusals: ["ATT_01"],
  } as const;

  route(
    {
      method: "GET",
      path: "/attributes",
      operationId: "listAttributes",
      access: "public",
      tag,
      summary: "List attributes",
      answers: Type.Array(Attribute),
    },
    () => reader.all(attributes()),
  );

  route(
    {
      method: "GET",
      path: "/attributes/:attribute_id",
      operationId: "showAttribute",
      access: "public",
      ...ofAttribute,
      summary: "Show an attribute",
      answers: Attribute,
    },
    ({ params }) => findAttribute(reader, params.attribute_id),
  );

  route(
    {
      method: "GET",
      path: "/attributes/values/:attribute_id",
      operationId: "listAttributeValues",
      access: "public",
      ...ofAttribute,
      summary: "List the values of an attribute",
      answers: Type.Array(AttributeValue),
    },
    ({ params }) => valuesOfAttribute(reader, params.attribute_id),
  );

  route(
    {
      method: "GET",
      path: "/attributes/inProduct/:product_id",
      operationId: "listAttributesOfProduct",
      access: "public",
      tag,
      summary: "List the attribute values of a product",
      params: Type.Object({ product_id: productId }),
      answers: Type.Array(AttributeOfProduct),
      refusals: ["PRO_01"],
    },
    ({ params }) => attributesOfProduct(reader, params.product_id),
  );
}
