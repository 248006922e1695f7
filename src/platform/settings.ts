import { Type, type Static } from "typebox";
import { identitySettings } from "./identity-settings.ts";
import { limitSettings } from "./limit-settings.ts";
import { orderSettings } from "./order-settings.ts";
import { paymentSettings } from "./payment-settings.ts";
import { processSettings } from "./process-settings.ts";
import { replicaSettings } from "./replica-settings.ts";
import { redisSettings } from "./redis-settings.ts";
import { sessionSettings } from "./session-settings.ts";
import { line, oneOf, ownHost, postgresUrl, setting, toggle, whole, type Setting } from "./setting.ts";
import { staffSettings } from "./staff-settings.ts";
import { storefrontSettings } from "./storefront-settings.ts";
import { telemetrySettings } from "./telemetry-settings.ts";

const text = Type.String();
const networks = Type.String({ admits: "addresses or networks like 10.0.0.0/8, separated by commas" });
const origins = Type.String({ admits: "origins like https://shop.example, separated by commas, or `*`" });
const smtpUrl = Type.String({
  pattern: "^(smtps?://[^\\s/][^\\s]*)?$",
  admits: "an address like smtp://user:password@host:587 or smtps://user:password@host:465",
});
const label = String.raw`[\p{L}\p{N}]([\p{L}\p{N}\p{M}-]*[\p{L}\p{N}\p{M}])?`;
const mailbox = String.raw`[^\s\p{C}<>()[\]\\,;:"@]+@${label}(\.${label})*`;
const mailSender = Type.String({
  pattern: String.raw`^([^\r\n<>]*<${mailbox}>|${mailbox})$`,
  admits: "an address like Selvedge <shop@example.com>",
});

const currency = Type.String({ pattern: "^([A-Za-z]{3})?$", admits: "three letters like USD (ISO 4217)" });

/** All settings: environment variable, allowed values, default and description. */
export const settings = {
  port: setting("PORT", whole(0, 65_535), 3000, "Port of the API; 0 takes any free one."),
  host: setting("HOST", ownHost, "127.0.0.1", "Address the API listens on; `0.0.0.0` answers other machines too."),
  dataDir: setting(
    "DATA_DIR",
    Type.String({ minLength: 1 }),
    ".selvedge",
    "Folder for the embedded database, mails and logs.",
  ),
  databaseUrl: setting(
    "DATABASE_URL",
    postgresUrl,
    "",
    "A PostgreSQL of your own (15 or newer). Empty: the embedded one is started.",
  ),
  ...replicaSettings,
  databaseMigrateUrl: setting(
    "DATABASE_MIGRATE_URL",
    postgresUrl,
    "",
    "Connection for migrations, with the right to change tables. Empty: `DATABASE_URL`.",
  ),
  databasePort: setting(
    "DATABASE_PORT",
    whole(0, 65_535),
    0,
    "Port of the embedded database; 0 keeps the last one or takes a free one.",
  ),
  walArchive: setting(
    "WAL_ARCHIVE",
    text,
    "",
    "Folder, best on another disk, to which the embedded database copies its write-ahead log; `npm run restore -- folder --until` then restores any moment since a backup. Empty: none. The embedded database's own setting: a server of your own has one itself.",
  ),
  walArchiveSeconds: setting(
    "WAL_ARCHIVE_SECONDS",
    whole(1, 86_400),
    300,
    "What was written is in `WAL_ARCHIVE` after this many seconds at the latest. Each time costs a file of 16 MB.",
  ),
  sharedConnections: setting(
    "DATABASE_SHARED_CONNECTIONS",
    whole(1, 64),
    4,
    "Connections over which single statements are sent, at most.",
  ),
  transactionConnections: setting(
    "DATABASE_TRANSACTION_CONNECTIONS",
    whole(1, 200),
    10,
    "Connections for what writes, at most. Half as many more are opened while somebody waits for a held row.",
  ),
  ...processSettings,
  sampleCatalogue: setting(
    "SAMPLE_CATALOGUE",
    toggle,
    "on",
    "Fills an empty catalogue with the 101 sample t-shirts at the start.",
  ),
  picturesDir: setting(
    "PICTURES_DIR",
    text,
    "",
    "Folder of your own product pictures; they are looked for there first. Empty: the folder `pictures` in `DATA_DIR`.",
  ),
  itemsPerPage: setting("ITEMS_PER_PAGE", whole(1, 100), 20, "Rows per page when the request has no `limit`."),
  maxItemsPerPage: setting("MAX_ITEMS_PER_PAGE", whole(1, 1000), 100, "The largest `limit` that is accepted."),
  maxConnections: setting(
    "MAX_CONNECTIONS",
    whole(1, 1_000_000),
    5000,
    "Maximum number of open client connections. A further one takes the place of the one that is idle longest; if none is idle, its requests get 503 with `Retry-After`; `/livez` and `/readyz` are always answered.",
  ),
  corsOrigins: setting(
    "CORS_ORIGINS",
    origins,
    "*",
    "Origins that may call from a browser, separated by commas; `*` admits all, without credentials.",
  ),
  apiDocs: setting(
    "API_DOCS",
    toggle,
    "on",
    "Shows the API at `/docs` and its document at `/openapi.json`; `off` hides both, as a shop in production may want.",
  ),
  ...redisSettings,
  replyCacheMegabytes: setting(
    "REPLY_CACHE_MB",
    whole(0, 65_536),
    24,
    "Memory for cached replies of public reads, in megabytes; 0 turns the cache off.",
  ),
  replyCacheSeconds: setting(
    "REPLY_CACHE_SECONDS",
    whole(1, 86_400),
    60,
    "Maximum age of a cached reply, in seconds; the longest time until an edit of the catalogue by hand is visible.",
  ),
  publicMaxAgeSeconds: setting(
    "PUBLIC_MAX_AGE_SECONDS",
    whole(0, 86_400),
    10,
    "How long browsers and proxies may cache a public reply, in seconds (`Cache-Control: max-age`).",
  ),
  cacheTags: setting(
    "CACHE_TAGS",
    oneOf("off", "surrogate-key", "cache-tag"),
    "off",
    "Header that names what a public reply is about, for a cache in front that deletes by such names.",
  ),
  logLevel: setting(
    "LOG_LEVEL",
    oneOf("fatal", "error", "warn", "info", "debug", "trace", "silent"),
    "info",
    "Messages below this level are not logged.",
  ),
  logFormat: setting(
    "LOG_FORMAT",
    oneOf("auto", "json", "pretty"),
    "auto",
    "`auto`: readable text on a terminal, JSON elsewhere.",
  ),
  logRequests: setting("LOG_REQUESTS", toggle, "off", "`on` logs every request. Failures are always logged."),
  shutdownDelaySeconds: {
    ...setting(
      "SHUTDOWN_DELAY_SECONDS",
      Type.Number({ minimum: 0, maximum: 60 }),
      2.5,
      "How long the server keeps answering after SIGTERM while `/readyz` already fails, in seconds: at least as long as the load balancer takes to notice. `DRAIN_SECONDS` is another name for it.",
    ),
    alias: "DRAIN_SECONDS",
  },
  trustProxy: setting(
    "TRUST_PROXY",
    networks,
    "",
    "Proxies whose `X-Forwarded-For` is believed: addresses or networks, separated by commas. Empty: the connection's address is the client's.",
  ),
  ...telemetrySettings,
  ...sessionSettings,
  ...staffSettings,
  ...storefrontSettings,
  ...limitSettings,
  ...identitySettings,
  nodeEnv: setting(
    "NODE_ENV",
    text,
    "",
    "`production`, in any case of letters, refuses what only suits tests; `development` tells with each reply how long it took (`Server-Timing`); a word that is not `production`, `development` or `test` is warned of.",
  ),
  smtpUrl: setting(
    "SMTP_URL",
    smtpUrl,
    "",
    "Address of your SMTP server. Empty: mails are written to the folder `mail` in `DATA_DIR`.",
  ),
  mailFrom: setting(
    "MAIL_FROM",
    mailSender,
    "shop@localhost",
    "Sender of mails; an address alone is sent with the shop's name.",
  ),
  shopName: setting("SHOP_NAME", line, "Selvedge", "Name of the shop, used in mails and pages."),
  ownerEmail: setting(
    "OWNER_EMAIL",
    Type.String({ pattern: `^(${mailbox})?$`, admits: "an address like owner@example.com" }),
    "",
    "Who is told when money is at stake: disputes, refunds that failed or that the shop did not ask for. Empty: only the log tells it, as an error.",
  ),
  worker: setting(
    "WORKER",
    oneOf("on", "off", "only"),
    "on",
    "Run background jobs (mail, cleanup) on this server. At least one server must; `/readyz` says when none does. `only`: runs jobs and listens on no port.",
  ),
  cartLifetimeDays: setting(
    "CART_LIFETIME_DAYS",
    whole(1, 3650),
    60,
    "Carts that were not changed for this many days are deleted.",
  ),
  currency: setting(
    "CURRENCY",
    currency,
    "",
    "What prices are in, one with cents; recorded in the database at the first start. Empty: what is recorded, USD in a new shop. A start with another is refused; `npm run currency` changes it.",
  ),
  checkout: setting(
    "CHECKOUT",
    oneOf("compatible", "strict"),
    "compatible",
    "`compatible` takes an order without an address, or with one in another region than its way of sending leads to, and notes on it what must be settled before it is sent; `strict` refuses it.",
  ),
  orderPaymentMinutes: setting(
    "ORDER_PAYMENT_MINUTES",
    whole(1, 525_600),
    60,
    "Orders that are not paid within this many minutes are cancelled, and their units go back to stock.",
  ),
  ...orderSettings,
  ...paymentSettings,
  sourcePassword: setting(
    "MYSQL_PWD",
    text,
    "",
    "The password to the database that `npm run import` takes over, where its address has none.",
  ),
} as const satisfies Record<string, Setting>;

/** Values of all settings. */
export type Settings = { readonly [Name in keyof typeof settings]: Static<(typeof settings)[Name]["schema"]> };
