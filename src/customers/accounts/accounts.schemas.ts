import { Type, type Static } from "typebox";
import { textOrNull } from "../../platform/http/fields.ts";

/** A customer as the customer sees it: never a password, a card only masked. */
export const Customer = Type.Object({
  customer_id: Type.Integer(),
  name: Type.String(),
  email: Type.String(),
  address_1: textOrNull,
  address_2: textOrNull,
  city: textOrNull,
  region: textOrNull,
  postal_code: textOrNull,
  country: textOrNull,
  shipping_region_id: Type.Integer(),
  day_phone: textOrNull,
  eve_phone: textOrNull,
  mob_phone: textOrNull,
  credit_card: Type.Union([Type.String({ examples: ["XXXXXXXX5100"] }), Type.Null()]),
});
export type Customer = Static<typeof Customer>;
/** A customer whose address was changed just now. */
export const CustomerMoved = Type.Object({
  ...Customer.properties,
  address_lacks: Type.Optional(
    Type.Array(Type.Unsafe<"region" | "postal_code">(Type.Enum(["region", "postal_code"])), {
      description: "What is empty of this address, and mail to its country needs; missing where it lacks nothing",
    }),
  ),
});

/** Response to a sign-in: the customer, and the session's tokens. */
export const SignedIn = Type.Object({
  customer: Customer,
  accessToken: Type.String({ description: "Goes into the header `USER-KEY` as it is", examples: ["Bearer eyJ…"] }),
  expires_in: Type.String({ examples: ["24h"] }),
  refresh_token: Type.String(),
  refresh_expires_in: Type.String({ examples: ["30d"] }),
});

/** 50 and 100 characters: the widths of the legacy columns that clients were written against. */
const name = Type.String({ maxLength: 50, visible: true, line: true, examples: ["Ada Weaver"] });
const email = Type.String({ maxLength: 100, examples: ["ada@example.com"] });
const password = Type.String({ examples: ["twill and denim 9"] });
/** Accepts a number too: form libraries send a post code as one. */
const lineShape = { maxLength: 100, visible: true, line: true, numeral: true } as const;
const line = Type.String(lineShape);
const clearable = { clearable: true } as const;
/** Required, but may be empty: many countries have no regions, and some no post codes. */
const maybeEmpty = Type.String({ ...lineShape, ...clearable, description: "May be empty, but is sent" });
const phone = Type.Optional(
  Type.String({ maxLength: 100, visible: true, numeral: true, ...clearable, examples: ["+1 212 555 0123"] }),
);

/** Field of requests that require proof of ownership. */
export const currentPassword = Type.Optional(
  Type.String({ description: "Needed when the last sign-in is more than 15 minutes ago" }),
);

export const Registration = Type.Object({ name, email, password });
export const Login = Type.Object({ email, password });
export const Profile = Type.Object({
  name,
  email,
  password: Type.Optional(password),
  current_password: currentPassword,
  day_phone: phone,
  eve_phone: phone,
  mob_phone: phone,
});
export const Address = Type.Object({
  address_1: line,
  address_2: Type.Optional(Type.String({ ...lineShape, ...clearable })),
  city: line,
  region: maybeEmpty,
  postal_code: maybeEmpty,
  country: line,
  shipping_region_id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, refusal: "USR_09" }),
});
export const CreditCard = Type.Object({
  credit_card: Type.String({ maxLength: 100, refusal: "USR_08", examples: ["5555 5555 5555 4444"] }),
});

/** Fields that can be cleared: null clears a field, a missing one stays unchanged. */
type Clearable<Fields, Names extends keyof Fields> = Omit<Fields, Names> & {
  readonly [Name in Names]?: Fields[Name] | null;
};
export type Registration = Static<typeof Registration>;
export type Profile = Clearable<Static<typeof Profile>, "day_phone" | "eve_phone" | "mob_phone">;
type Line = string | null;
export type Address = Omit<Clearable<Static<typeof Address>, "address_2">, "region" | "postal_code"> & {
  readonly region: Line;
  readonly postal_code: Line;
};
