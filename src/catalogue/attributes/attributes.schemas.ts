import { Type } from "typebox";
import { id } from "../schemas.ts";

export const Attribute = Type.Object(
  {
    attribute_id: id("The attribute's number"),
    name: Type.String({ examples: ["Size"] }),
  },
  { title: "Attribute" },
);

export const AttributeValue = Type.Object(
  {
    attribute_value_id: id("The value's number"),
    value: Type.String({ examples: ["XL"] }),
  },
  { title: "AttributeValue" },
);

export const AttributeOfProduct = Type.Object(
  {
    attribute_name: Type.String({ examples: ["Size"] }),
    attribute_value_id: id("The value's number"),
    attribute_value: Type.String({ examples: ["XL"] }),
  },
  { title: "AttributeOfProduct" },
);
