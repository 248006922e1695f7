import { Type, type Static, type TSchema } from "typebox";

/** What a column holds, as the driver hands it over. A statement's declared row is made of these. */
export const integer = Type.Integer();
export const float = Type.Number();
export const text = Type.String();
export const boolean = Type.Boolean();
export const timestamp = Type.Unsafe<Date>({ type: "object", instanceOf: "Date" });
export const bytes = Type.Unsafe<Buffer>({ type: "object", instanceOf: "Buffer" });

export const row = Type.Object;

/** A json or jsonb column, read as the given shape. */
export function json<Shape extends TSchema>(shape: Shape) {
  return Type.Unsafe<Static<Shape>>({ ...shape, column: "json" });
}

export function listOf<Item extends TSchema>(item: Item) {
  return Type.Array(item);
}

export function orNull<Column extends TSchema>(column: Column) {
  return Type.Union([column, Type.Null()]);
}
