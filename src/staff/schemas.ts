import { Type } from "typebox";
import { pageOf } from "../platform/http/cursor.ts";
import { id, textOrNull } from "../platform/http/fields.ts";
import { permissions as everyPermission, type Permission } from "../platform/http/staff-access.ts";
import { keyPermissions, roleNames, type Role } from "./roles.ts";

const time = Type.String({ format: "date-time", examples: ["2026-11-28T08:56:02.000Z"] });
const timeOrNull = Type.Union([time, Type.Null()]);
const roleName = Type.Unsafe<Role>(Type.Enum([...roleNames], { examples: ["read-only"] }));
const permissionNames = Type.Array(Type.Unsafe<Permission>(Type.Enum([...everyPermission])));

const email = Type.String({ maxLength: 254, visible: true, line: true, examples: ["ada@example.com"] });
const personName = Type.String({ maxLength: 100, visible: true, line: true, examples: ["Ada Weaver"] });
const password = Type.String({ maxLength: 1024 });
const code = Type.String({
  maxLength: 40,
  description: "The six digits of the authenticator app, or a recovery code",
  examples: ["123456"],
});
const token = Type.String({ maxLength: 100, description: "From the link" });

export const staffId = id("Number of an account of staff");
export const keyId = id("Number of an API key");

export const SignIn = Type.Object({ email, password, code });
export const Proof = Type.Object({ password, code });

export const Session = Type.Object({
  staff_id: Type.Integer({ examples: [1] }),
  name: Type.String(),
  email: Type.String(),
  role: Type.String({ examples: ["owner"] }),
  permissions: permissionNames,
  key_id: Type.Union([Type.Integer(), Type.Null()], { description: "The API key; null in a session" }),
  confirmed_on: timeOrNull,
  expires_on: timeOrNull,
});

export const Token = Type.Object({ token });
export const Acceptance = Type.Object({
  token,
  name: personName,
  email: Type.Optional(
    Type.String({
      maxLength: 254,
      visible: true,
      line: true,
      description: "Only for the first owner's invitation, which names no address",
      examples: ["ada@example.com"],
    }),
  ),
  password,
  code,
});
export const Invitation = Type.Object({
  email: textOrNull,
  role: Type.String({ examples: ["owner"] }),
  totp_secret: Type.String({ description: "For the authenticator app, in base32" }),
  totp_url: Type.String({ description: "The same as an address, which apps read from a picture" }),
});
export const Enrolled = Type.Object({
  ...Session.properties,
  recovery_codes: Type.Array(Type.String(), { description: "Each works once in place of a code; shown only now" }),
});

export const Address = Type.Object({ email });
export const Reset = Type.Object({ token, password, code });

export const StaffPage = pageOf("Accounts", { maximum: 100, default: 100 });
export const KeyPage = pageOf("Keys", { maximum: 100, default: 100 });

export const Staff = Type.Object({
  staff_id: Type.Integer({ examples: [1] }),
  email: Type.String(),
  name: Type.String(),
  role: Type.String({ examples: ["owner"] }),
  is_disabled: Type.Boolean(),
  created_on: time,
  version: Type.Integer({ description: "For `If-Match`, in quotation marks" }),
});
export const NewStaff = Type.Object({ email, role: roleName });
export const Invited = Type.Object({ email: Type.String(), role: roleName });
export const StaffChange = Type.Object({
  name: Type.Optional(personName),
  role: Type.Optional(roleName),
  is_disabled: Type.Optional(Type.Boolean({ description: "A disabled account's sessions and keys end" })),
});

const key = {
  key_id: Type.Integer({ examples: [1] }),
  staff_id: Type.Integer({ description: "Who made it" }),
  name: Type.String(),
  ending: Type.String({ description: "Its last four characters" }),
  permissions: Type.Array(Type.String()),
  created_on: time,
  expires_on: time,
  last_used_on: timeOrNull,
};
export const Key = Type.Object(key);
export const MadeKey = Type.Object({ ...key, key: Type.String({ description: "The key itself; shown only now" }) });
export const NewKey = Type.Object({
  name: personName,
  permissions: Type.Array(Type.Unsafe<Permission>(Type.Enum([...keyPermissions], { examples: ["orders:read"] })), {
    minItems: 1,
    maxItems: 20,
    examples: [["orders:read"]],
  }),
  lifetime_days: Type.Integer({ minimum: 1, maximum: 730, default: 365 }),
});

export const ActionQuery = Type.Object({
  staff_id: Type.Optional(id("Who acted")),
  act: Type.Optional(
    Type.String({ maxLength: 100, refusal: "COM_02", description: "What was done, such as `staff.changed`" }),
  ),
  subject: Type.Optional(Type.String({ maxLength: 300, refusal: "COM_02", description: "To what, such as `staff 3`" })),
  from: timeAsked("Not before this time"),
  until: timeAsked("Before this time"),
  ...pageOf("Actions", { maximum: 1000, default: 100 }).properties,
});
export const Action = Type.Object({
  action_id: Type.Integer(),
  at: time,
  staff_id: Type.Union([Type.Integer(), Type.Null()], { description: "Null for a command" }),
  key_id: Type.Union([Type.Integer(), Type.Null()], { description: "Null in a session" }),
  who: Type.String({ description: "E-mail address of that moment, or the command" }),
  act: Type.String(),
  subject: Type.String(),
  address: Type.String({ description: "From where; empty for a command" }),
  device: Type.String(),
  before: Type.Unknown({ description: "What of the subject was changed; null where there was nothing" }),
  after: Type.Unknown(),
});

function timeAsked(about: string) {
  return Type.Optional(
    Type.String({ maxLength: 40, refusal: "COM_02", description: about, examples: ["2026-11-28T00:00:00Z"] }),
  );
}
