import { Type } from "typebox";
import { durationShape } from "./duration.ts";
import { setting, toggle, type Setting } from "./setting.ts";

const duration = Type.String({ pattern: durationShape.source, admits: "a duration like 30m, 24h or 7d" });
const secrets = Type.String({
  pattern: "^$|^[^,]{32,}(,[^,]{32,})*$",
  admits: "a text of at least 32 characters (several separated by commas)",
});

/** Lifetimes of sessions and tokens, and the rules for passwords and reauthentication. */
export const sessionSettings = {
  jwtSecret: setting(
    "JWT_SECRET",
    secrets,
    "",
    "Key that signs access tokens, at least 32 characters; after a comma, older ones still accepted. Empty: a key is drawn into the database.",
  ),
  accessTokenLifetime: setting(
    "ACCESS_TOKEN_LIFETIME",
    duration,
    "24h",
    "Lifetime of an access token, such as `30m`, `24h`, `7d`.",
  ),
  refreshTokenLifetime: setting(
    "REFRESH_TOKEN_LIFETIME",
    duration,
    "30d",
    "Lifetime of a refresh token: a customer who does not return within it must sign in again.",
  ),
  sessionLifetime: setting(
    "SESSION_LIFETIME",
    duration,
    "90d",
    "Maximum lifetime of a session, however often it is refreshed.",
  ),
  passwordPolicy: setting(
    "PASSWORD_POLICY",
    toggle,
    "on",
    "`on` refuses passwords that are short, common, or made of the customer's own name or address or the shop's name. `off` admits any that is not empty, for old front-ends' own tests.",
  ),
  reauthentication: setting(
    "REAUTHENTICATION",
    toggle,
    "on",
    "Changing the e-mail address or the password, linking and unlinking identities, exporting and erasing ask for the current password, unless the customer signed in within the last 15 minutes. `off` asks for nothing but an access token.",
  ),
} as const satisfies Record<string, Setting>;
