import { faultOfOrigins, faultOfPassword, faultOfUrl, faultsOfNetworks, ownAddress } from "./addresses.ts";
import { hasHundredths, isCurrency } from "./money.ts";
import { faultOfPostgresUrl, hostsOf, postgresAddresses } from "./postgres-address.ts";
import { faultOfRedisUrl } from "./redis/address.ts";
import { settings, type Settings } from "./settings.ts";

type Name = keyof Settings;

/** Returns whether a setting has the required form; any other is reported already. */
type IsFormed = (name: Name) => boolean;

const databases = ["databaseUrl", "databaseReadUrls", "databaseReadUrl", "databaseMigrateUrl"] as const;
const addresses = [
  ...databases,
  "smtpUrl",
  "storefrontUrl",
  "staffUrl",
  "facebookGraphUrl",
  "oidcIssuer",
  "stripeApiBase",
  "otlpEndpoint",
] as const;

/**
 * Minimum number of different characters of a key. 32 random characters have more, even if all are digits; `aaaa…` and
 * `secretsecret…` have fewer.
 */
const fewestCharacters = 6;

const folders = ["dataDir", "picturesDir", "walArchive"] as const;

/** Pairs of settings that need each other. */
const pairs = [
  ["facebookAppId", "facebookAppSecret"],
  ["oidcIssuer", "oidcClientId"],
  ["stripeSecretKey", "stripeWebhookSecret"],
] as const;
/** Settings that have an effect only together with another. */
const companions = [
  ["oidcClientSecret", "oidcIssuer"],
  ["databaseReadUrls", "databaseUrl"],
  ["databaseReadUrl", "databaseUrl"],
  ["databaseMigrateUrl", "databaseUrl"],
] as const;

/** Returns a sentence for each fault of settings that have the required form. */
export function faultsOf(config: Settings, isFormed: IsFormed): string[] {
  return [
    ...faultsOfAddresses(config, isFormed),
    ...(isFormed("redisUrl") ? faultsOfRedis(config) : []),
    ...faultsOfNetworks(config.trustProxy),
    ...[faultOfOrigins(config.corsOrigins) ?? []].flat(),
    ...faultsOfOne(config, isFormed),
    ...faultsTogether(config),
  ];
}

function faultsOfAddresses(config: Settings, isFormed: IsFormed): string[] {
  const faults = addresses
    .filter((name) => config[name] !== "" && isFormed(name))
    .flatMap((name) => urlsIn(name, config[name]).map((url) => ({ name, url })))
    .flatMap(({ name, url }) => {
      const isOfDatabase = databases.some((one) => one === name);
      const fault =
        faultOfUrl(url) ??
        (isOfDatabase || name === "smtpUrl" ? faultOfPassword(url) : undefined) ??
        (isOfDatabase ? faultOfPostgresUrl(url) : undefined);
      return fault === undefined ? [] : [`${settings[name].env} is not usable: ${fault}`];
    });
  return [...new Set(faults)];
}

/** Returns the addresses in a setting, of one host each. */
function urlsIn(name: Name, given: string): string[] {
  if (name === "databaseReadUrls") return postgresAddresses(given);
  return name === "databaseUrl" || name === "databaseMigrateUrl" ? hostsOf(given) : [given];
}

function faultsOfRedis({ redisUrl }: Settings): string[] {
  const fault = redisUrl === "" ? undefined : faultOfRedisUrl(redisUrl);
  return fault === undefined ? [] : [`REDIS_URL is not usable: ${fault}`];
}

/** Returns the faults that concern one setting each. */
function faultsOfOne(config: Settings, isFormed: IsFormed): string[] {
  const { host, jwtSecret, currency } = config;
  const rules: readonly [isWrong: boolean, told: string][] = [
    [
      isFormed("host") && !URL.canParse(ownAddress({ host, port: 80 })),
      `HOST is ${JSON.stringify(host)}, which is no address and no name.`,
    ],
    [
      isFormed("jwtSecret") && hasGuessableKey(jwtSecret),
      `JWT_SECRET is not usable: a key of fewer than ${fewestCharacters} different characters is soon guessed, and whoever has it is any customer.`,
    ],
    [
      isFormed("jwtSecret") && /\s,|,\s/.test(jwtSecret),
      "JWT_SECRET is not usable: a blank beside a comma would be a part of the key there, and what the key without it signed be refused. Leave it out.",
    ],
    [
      /^[A-Za-z]{3}$/.test(currency) && !isCurrency(currency),
      `CURRENCY is "${currency}", and no currency has that code (ISO 4217): nobody could pay with a card.`,
    ],
    [
      !hasHundredths(currency),
      `CURRENCY is "${currency}", which has no hundredths: the shop counts in them, and would charge another sum.`,
    ],
    ...folders.map((name): [boolean, string] => [
      /^~(\/|$)/.test(config[name]),
      `${settings[name].env} is ${JSON.stringify(config[name])}, and only a shell takes ~ for a folder: write the whole path.`,
    ]),
  ];
  return rules.filter(([isWrong]) => isWrong).map(([, told]) => told);
}

function hasGuessableKey(secrets: string): boolean {
  return secrets !== "" && secrets.split(",").some((secret) => new Set(secret).size < fewestCharacters);
}

function faultsTogether(config: Settings): string[] {
  const isProduction = config.nodeEnv === "production";
  const rules: readonly [isWrong: boolean, told: string][] = [
    [
      isProduction && config.rateLimit === "off" && config.rateLimitForceOff === "off",
      "RATE_LIMIT is off with NODE_ENV=production: anybody could guess passwords. Set RATE_LIMIT_FORCE_OFF=on if it must be.",
    ],
    [
      isProduction && config.stripeSecretKey === "" && config.paymentTestInProduction === "off",
      "No STRIPE_SECRET_KEY is set with NODE_ENV=production: orders would be paid by nobody. Set PAYMENT_TEST_IN_PRODUCTION=on if they must be.",
    ],
    ...pairs.map(([one, other]): [boolean, string] => [
      (config[one] === "") !== (config[other] === ""),
      `${settings[one].env} and ${settings[other].env} need each other: set both or neither.`,
    ]),
    ...companions.map(([one, other]): [boolean, string] => [
      config[one] !== "" && config[other] === "",
      `${settings[one].env} is set without ${settings[other].env}, and needs it.`,
    ]),
    [
      config.metricsPort !== 0 && config.metricsPort === config.port,
      "METRICS_PORT is the port of the API: give metrics one of their own.",
    ],
    [
      config.replicas > 0 && config.databaseUrl !== "",
      "REPLICAS starts replicas of the embedded database, and DATABASE_URL names another: name its replicas in DATABASE_READ_URLS.",
    ],
    [
      config.synchronousReplicas > config.replicas,
      "SYNCHRONOUS_REPLICAS is larger than REPLICAS: no change would ever be confirmed.",
    ],
    [
      config.worker === "only" && config.databaseUrl === "",
      "WORKER is only, without DATABASE_URL: other servers must reach the database whose jobs this one runs.",
    ],
    [config.itemsPerPage > config.maxItemsPerPage, "ITEMS_PER_PAGE is larger than MAX_ITEMS_PER_PAGE."],
  ];
  return rules.filter(([isWrong]) => isWrong).map(([, told]) => told);
}
