import { Type, type Static } from "typebox";
import { optionsOfProduct, InStockShown, requireProduct, type Option } from "../catalogue/index.ts";
import type { Database } from "../platform/database/database.ts";
import * as queries from "./availability.queries.ts";
import { inStockAt } from "./show-in-stock.ts";

const unitsShown = Type.Union([Type.Integer(), Type.Null()], {
  description: "How many are left, where they are few; else null",
});
const Left = { in_stock: InStockShown, units: unitsShown };

export const Availability = Type.Object(
  {
    product_id: Type.Integer(),
    ...Left,
    combinations: Type.Array(
      Type.Object({
        attribute_value_ids: Type.Array(Type.Integer()),
        attributes: Type.String({ description: "As `POST /shoppingcart/add` takes them", examples: ["M, White"] }),
        ...Left,
      }),
      { description: "Of a product whose stock is counted by combination of its attributes' values; else empty" },
    ),
  },
  { title: "Availability" },
);

/** Stock is read from the primary, the catalogue from a reader. */
export type Stocked = Pick<Database, "all" | "reader">;

type Row = { readonly variant_key: string; readonly units: number; readonly level: number };

const plenty = { units: Infinity, level: 2 };

/**
 * Returns the current availability of a product, with the number of units where few are left. Throws PRO_01 when the
 * product does not exist.
 */
export async function availabilityOf(db: Stocked, productId: number): Promise<Static<typeof Availability>> {
  const [rows, choices] = await Promise.all([
    // Sales are not announced: a replica may still show what one took.
    db.all(queries.unitsLeft(productId)),
    optionsOfProduct(db.reader, productId),
  ]);
  if (choices.length === 0) await requireProduct(db.reader, productId);
  const whole = rows.find(({ variant_key }) => variant_key === "") ?? plenty;
  const counted = rows.filter(({ variant_key }) => variant_key !== "");
  const together = {
    units: counted.reduce((sum, { units }) => sum + units, 0),
    level: Math.max(...counted.map(({ level }) => level)),
  };
  const left =
    counted.length === 0 ? whole : { ...least(together, whole), level: Math.min(together.level, whole.level) };
  return { product_id: productId, ...leftOf(left), combinations: combinationsOf(counted, choices, whole) };
}

/**
 * Returns the product's variants in the order of their stock rows. A row whose key contains a value that the product
 * does not have is skipped.
 */
function combinationsOf(rows: readonly Row[], choices: readonly Option[], whole: Omit<Row, "variant_key">) {
  const positions = new Map(choices.map((choice, position) => [choice.attribute_value_id, { ...choice, position }]));
  return rows
    .flatMap((row) => {
      const ids = row.variant_key.split(",").map(Number);
      const values = ids.map((id) => positions.get(id));
      return values.every((value) => value !== undefined) ? [{ ids, values, left: least(row, whole) }] : [];
    })
    .map(({ ids, values, left }) => ({
      attribute_value_ids: ids,
      attributes: values.map(({ attribute_value }) => attribute_value).join(", "),
      ...leftOf(left),
    }));
}

function least(one: Omit<Row, "variant_key">, other: Omit<Row, "variant_key">) {
  return one.units < other.units ? one : other;
}

/** Hides the number of units at level 2: the size of a large stock is not public. */
function leftOf({ units, level }: Omit<Row, "variant_key">) {
  return {
    in_stock: inStockAt(level),
    units: level < 2 ? units : null,
  };
}
