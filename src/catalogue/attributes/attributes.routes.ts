import { Type } from "typebox";
import type { Replies } from "../../platform/cache/replies.ts";
import type { Reader } from "../../platform/database/database.ts";
import { publicReads } from "../../platform/http/public-read.ts";
import type { App } from "../../platform/http/server.ts";
import { id, productId } from "../schemas.ts";
import { attributesOfProduct, findAttribute, valuesOfAttribute } from "./attributes.ts";
import { attributes } from "./attributes.queries.ts";
import { Attribute, AttributeOfProduct, AttributeValue } from "./attributes.schemas.ts";

/** What products differ in: sizes, colours. */
export function attributeRoutes(
  app: App,
  { reader, replies }: { readonly reader: Reader; readonly replies: Replies },
): void {
  const read = publicReads(app, replies);
  const tag = "Attributes";
  const ofAttribute = {
    tag,
    params: Type.Object({ attribute_id: id("The attribute's number") }),
    refusals: ["ATT_01"],
  } as const;

  read("/attributes", { tag, summary: "List attributes", answers: Type.Array(Attribute) }, () =>
    reader.all(attributes()),
  );

  read(
    "/attributes/:attribute_id",
    { ...ofAttribute, summary: "Show an attribute", answers: Attribute },
    ({ params }) => findAttribute(reader, params.attribute_id),
  );

  read(
    "/attributes/values/:attribute_id",
    { ...ofAttribute, summary: "List the values of an attribute", answers: Type.Array(AttributeValue) },
    ({ params }) => valuesOfAttribute(reader, params.attribute_id),
  );

  read(
    "/attributes/inProduct/:product_id",
    {
      tag,
      summary: "List the attribute values of a product",
      params: Type.Object({ product_id: productId }),
      answers: Type.Array(AttributeOfProduct),
      refusals: ["PRO_01"],
    },
    ({ params }) => attributesOfProduct(reader, params.product_id),
  );
}
