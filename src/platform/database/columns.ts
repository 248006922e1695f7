import { Type, type Static, type TSchema } from "typebox";

/** Column types, as the driver returns their values. A statement declares its row with these. */
export const integer = Type.Integer();
export const float = Type.Number();
export const text = Type.String();
export const boolean = Type.Boolean();
export const timestamp = Type.Unsafe<Date>({ type: "object", instanceOf: "Date" });
export const bytes = Type.Unsafe<Buffer>({ type: "object", instanceOf: "Buffer" });

export const row = Type.Object;

/** Returns the type of a json or jsonb column whose value has the given shape. */
export function json<Shape extends TSchema>(shape: Shape) {
  return Type.Unsafe<Static<Shape>>({ ...shape, column: "json" });
}

export function listOf<Item extends TSchema>(item: Item) {
  return Type.Array(item);
}

export function orNull<Column extends TSchema>(column: Column) {
  return Type.Union([column, Type.Null()]);
}
