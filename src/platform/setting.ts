import { Type, type Static, type TSchema } from "typebox";

export type Setting = {
  readonly env: string;
  readonly about: string;
  readonly schema: TSchema;
  readonly fallback: unknown;
};

/** A setting: its variable, what it admits, its default, and what it does. */
export const setting = <Schema extends TSchema>(
  env: string,
  schema: Schema,
  fallback: Static<Schema>,
  about: string,
) => ({ env, schema, fallback, about });

export const whole = (minimum: number, maximum: number) => Type.Integer({ minimum, maximum });
export const oneOf = <const Options extends string[]>(...options: Options) =>
  Type.Unsafe<Options[number]>(Type.Enum(options));
export const toggle = oneOf("on", "off");
/** A name that people are shown. */
export const line = Type.String({
  pattern: String.raw`^[^\p{C}\p{Zl}\p{Zp}]{1,100}$`,
  admits: "a line of at most 100 characters",
});
