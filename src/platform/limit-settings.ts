import { setting, toggle, whole, type Setting } from "./setting.ts";

/** How often something may be asked for. */
export const limitSettings = {
  rateLimit: setting(
    "RATE_LIMIT",
    toggle,
    "on",
    "`off` turns every limit off, for load tests; refused with `NODE_ENV=production` unless `RATE_LIMIT_FORCE_OFF=on`.",
  ),
  rateLimitForceOff: setting("RATE_LIMIT_FORCE_OFF", toggle, "off", "Lets `RATE_LIMIT=off` stand in production."),
  rateLimitPerMinute: setting(
    "RATE_LIMIT_PER_MINUTE",
    whole(0, 1_000_000),
    0,
    "Requests that one address may make in a minute, over all servers and routes; 0 sets no such limit.",
  ),
  emailChangesPerHour: setting(
    "EMAIL_CHANGES_PER_HOUR",
    whole(0, 1_000_000),
    5,
    "How often in an hour an account may change its e-mail address, and how often one e-mail address may be given in such changes; from one network address ten times as many. More are refused (429). 0 sets no limit.",
  ),
  passwordChangesPerHour: setting(
    "PASSWORD_CHANGES_PER_HOUR",
    whole(0, 1_000_000),
    10,
    "How often in an hour an account may change its password in its profile; from one network address ten times as many. More are refused (429). 0 sets no limit.",
  ),
  exportsPerHour: setting(
    "EXPORTS_PER_HOUR",
    whole(0, 1_000_000),
    5,
    "How often in an hour a customer may ask for a copy of everything (`GET /customer/export`); one at a time in any case. 0 sets no such limit.",
  ),
} as const satisfies Record<string, Setting>;
