import { Type, type Static, type TSchema } from "typebox";

/** What a column holds, as the driver hands it over. A statement's declared row is made of these. */
export const whole = Type.Integer();
export const fraction = Type.Number();
export const text = Type.String();
export const truth = Type.Boolean();
export const moment = Type.Unsafe<Date>({ type: "object", instanceOf: "Date" });
export const bytes = Type.Unsafe<Buffer>({ type: "object", instanceOf: "Buffer" });
/** A json or jsonb column, read as the given shape. */
export const json = <Shape extends TSchema>(shape: Shape) => Type.Unsafe<Static<Shape>>({ ...shape, column: "json" });
export const listOf = <Item extends TSchema>(item: Item) => Type.Array(item);
export const orNull = <Column extends TSchema>(column: Column) => Type.Union([column, Type.Null()]);
export const row = Type.Object;
