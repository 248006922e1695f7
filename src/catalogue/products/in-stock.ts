import { Type } from "typebox";

const words = ["yes", "few", "no"] as const;
/** Availability of a product. A product whose stock is not tracked is always available. */
export type InStock = (typeof words)[number];

export const InStockShown = Type.Enum([...words], {
  description:
    "`few`: five units or less of whatever is left; `no`: sold out. Always `yes` where stock is not counted. Seconds behind what an order meets",
});
