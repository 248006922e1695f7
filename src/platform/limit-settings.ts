import { setting, toggle, whole, type Setting } from "./setting.ts";

const most = whole(1, 1_000_000);
const byNetwork =
  "Of IPv6 the first 64 bits count, and in every limit by network address the first 56 have one of four times as much. Raise these where many buyers share an address.";

/** Rate limits. */
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
    "Maximum number of requests per minute and network address, over all servers and routes; 0 sets no limit.",
  ),
  loginFailuresPerAccount: setting(
    "LOGIN_FAILURES_PER_ACCOUNT",
    most,
    10,
    "Wrong passwords for an account within 15 minutes, before more are refused (429). Networks from which its owner signed in lately are counted each by itself.",
  ),
  loginFailuresPerAddress: setting(
    "LOGIN_FAILURES_PER_ADDRESS",
    most,
    100,
    `Failures to sign in from one network address within 15 minutes, whoever's account is tried. ${byNetwork}`,
  ),
  registrationsPerHour: setting(
    "REGISTRATIONS_PER_HOUR",
    most,
    10,
    "Maximum number of registrations per hour and network address.",
  ),
  passwordMailsPerHour: setting(
    "PASSWORD_MAILS_PER_HOUR",
    most,
    5,
    "Maximum number of password reset mails per hour and e-mail address.",
  ),
  passwordMailsPerAddress: setting(
    "PASSWORD_MAILS_PER_ADDRESS",
    most,
    50,
    "Maximum number of password reset mails per hour and network address.",
  ),
  passwordResetFailuresPerAddress: setting(
    "PASSWORD_RESET_FAILURES_PER_ADDRESS",
    most,
    30,
    "Maximum number of wrong or used password reset tokens per hour and network address.",
  ),
  guestChargeFailuresPerAddress: setting(
    "GUEST_CHARGE_FAILURES_PER_ADDRESS",
    most,
    20,
    "Charges in an hour that fail, or name an order that is none, of buyers who are not signed in at one network address.",
  ),
  guestChargesPerAddress: setting(
    "GUEST_CHARGES_PER_ADDRESS",
    most,
    120,
    "Charges in an hour, successful or not, of buyers who are not signed in at one network address.",
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
