import { Type, type Static, type TSchema } from "typebox";

export type Setting = {
  readonly env: string;
  /** Another name, which is read where `env` is not set. */
  readonly alias?: string;
  readonly about: string;
  readonly schema: TSchema;
  readonly fallback: unknown;
};

export const toggle = oneOf("on", "off");
/** An address that a server listens on. */
export const ownHost = Type.String({
  pattern: String.raw`^([\dA-Fa-f.]*:[\dA-Fa-f:.]*(%[\w.-]+)?|[A-Za-z\d_]([\w.-]*[\w])?)$`,
  admits: "an address of this machine like 127.0.0.1, 0.0.0.0 or ::, or its name",
});
export const postgresUrl = Type.String({ pattern: "^(postgres(ql)?://.*)?$" });
/** A name that is shown to people. */
export const line = Type.String({
  pattern: String.raw`^[^\p{C}\p{Zl}\p{Zp}]{1,100}$`,
  admits: "a line of at most 100 characters",
});

/** Returns a setting: environment variable, allowed values, default and description. */
export function setting<Schema extends TSchema>(env: string, schema: Schema, fallback: Static<Schema>, about: string) {
  return { env, schema, fallback, about };
}

export function whole(minimum: number, maximum: number) {
  return Type.Integer({ minimum, maximum });
}

export function oneOf<const Options extends string[]>(...options: Options) {
  return Type.Unsafe<Options[number]>(Type.Enum(options));
}
