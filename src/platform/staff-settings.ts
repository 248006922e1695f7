import { Type } from "typebox";
import { durationShape } from "./duration.ts";
import { setting, type Setting } from "./setting.ts";

/** Accounts of the shop's staff. */
export const staffSettings = {
  staffSessionLifetime: setting(
    "STAFF_SESSION_LIFETIME",
    Type.String({ pattern: durationShape.source, admits: "a duration like 30m, 12h or 7d" }),
    "12h",
    "Lifetime of a session of staff: however much it is used, one must sign in again after it.",
  ),
  staffUrl: setting(
    "STAFF_URL",
    Type.String({ pattern: String.raw`^(https?://[^\s?#]+)?$`, admits: "an address like https://shop.example" }),
    "",
    "Address at which the browsers of staff reach this server; links in mails to staff lead there. Empty: as `HOST` and `PORT` have it.",
  ),
} as const satisfies Record<string, Setting>;
