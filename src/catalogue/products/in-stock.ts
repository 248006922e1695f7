import { Type } from "typebox";

const words = ["yes", "few", "no"] as const;
/** Whether a product can be had. What nobody counts can always be had. */
export type InStock = (typeof words)[number];

export const InStockShown = Type.Enum([...words], {
  description:
    "`few`: five units or less of whatever is left; `no`: sold out. Always `yes` where stock is not counted. Seconds behind what an order meets",
});
