import type { Static, TSchema } from "typebox";
import { Value } from "typebox/value";
import { bareHost, bareOrigins, faultOfOrigins, faultOfUrl, faultsOfNetworks, ownAddress } from "./addresses.ts";
import { readEnvFile } from "./env-file.ts";
import { hasHundredths, isCurrency } from "./money.ts";
import { nearNames } from "./near-names.ts";
import { settings } from "./settings.ts";

export type Config = { readonly [Name in keyof typeof settings]: Static<(typeof settings)[Name]["schema"]> };

/** Settings that cannot be used; the message lists every one of them. */
export class WrongSettings extends Error {}

/** A number as people write it: neither `0x10` nor `1e3` is one. */
const convert = (given: string, schema: TSchema): unknown =>
  "type" in schema && (schema.type === "integer" || schema.type === "number") && /^[+-]?(\d+\.?\d*|\.\d+)$/.test(given)
    ? Number(given)
    : given;

const asIs = (given: string): string => given;

/** What people write otherwise than it is compared or used; of all else blanks around it are no part. */
const tidy: Partial<Record<string, (given: string) => string>> = {
  HOST: bareHost,
  CORS_ORIGINS: bareOrigins,
  NODE_ENV: (given) => given.trim().toLowerCase(),
  JWT_SECRET: asIs,
  MYSQL_PWD: asIs,
};
const trimmed = (given: string): string => given.trim();

const addresses = [
  "databaseUrl",
  "databaseReadUrl",
  "databaseMigrateUrl",
  "smtpUrl",
  "storefrontUrl",
  "facebookGraphUrl",
  "stripeApiBase",
] as const;

/** What a setting admits, in words. */
export const admitted = (schema: TSchema): string => {
  const {
    minimum,
    maximum,
    enum: options,
    pattern,
    admits,
  } = schema as {
    minimum?: number;
    maximum?: number;
    enum?: string[];
    pattern?: string;
    admits?: string;
  };
  if (admits) return admits;
  if (options) return `one of ${options.join(", ")}`;
  if (minimum !== undefined) return `a number from ${minimum} to ${maximum}`;
  return pattern ? "an address like postgres://user:password@host:5432/name" : "a text that is not empty";
};

/** Written by chance, 32 characters have more different ones, be they digits alone; `aaaa…` and `secretsecret…` have not. */
const fewestCharacters = 6;
const hasGuessableKey = (secrets: string): boolean =>
  secrets !== "" && secrets.split(",").some((secret) => new Set(secret).size < fewestCharacters);

/** Reads the settings from an environment; refuses with all faults at once. */
export const readConfig = (environment: Environment): Config => {
  const faults: string[] = [];
  const entries = Object.entries(settings).map(([name, { env, schema, fallback }]) => {
    const written = isServiceLink(environment, env) ? undefined : environment[env];
    const given = written === undefined ? written : (tidy[env] ?? trimmed)(written);
    if (given === undefined || given === "") return [name, fallback];
    const value = convert(given, schema);
    if (!Value.Check(schema, value))
      faults.push(
        `${env} is ${/_(URL|SECRET|KEY)$/.test(env) ? "not usable" : JSON.stringify(given)}: it must be ${admitted(schema)}.`,
      );
    return [name, value];
  });
  const config = Object.fromEntries(entries) as Config;
  for (const name of addresses) {
    const fault = faultOfUrl(config[name]);
    // One that begins otherwise is refused above.
    if (fault && Value.Check(settings[name].schema, config[name]))
      faults.push(`${settings[name].env} is not usable: ${fault}`);
  }
  faults.push(...faultsOfNetworks(config.trustProxy));
  const foreign = faultOfOrigins(config.corsOrigins);
  if (foreign) faults.push(foreign);
  if (hasGuessableKey(config.jwtSecret))
    faults.push(
      `JWT_SECRET is not usable: a key of fewer than ${fewestCharacters} different characters is soon guessed, and whoever has it is any customer.`,
    );
  if (config.nodeEnv === "production" && config.rateLimit === "off" && config.rateLimitForceOff === "off")
    faults.push(
      "RATE_LIMIT is off with NODE_ENV=production: anybody could guess passwords. Set RATE_LIMIT_FORCE_OFF=on if it must be.",
    );
  if (config.nodeEnv === "production" && config.stripeSecretKey === "" && config.paymentTestInProduction === "off")
    faults.push(
      "No STRIPE_SECRET_KEY is set with NODE_ENV=production: orders would be paid by nobody. Set PAYMENT_TEST_IN_PRODUCTION=on if they must be.",
    );
  if ((config.facebookAppId === "") !== (config.facebookAppSecret === ""))
    faults.push("FACEBOOK_APP_ID and FACEBOOK_APP_SECRET need each other: set both or neither.");
  if ((config.stripeSecretKey === "") !== (config.stripeWebhookSecret === ""))
    faults.push("STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET need each other: set both or neither.");
  // One of another shape is refused above.
  if (/^[A-Za-z]{3}$/.test(config.currency) && !isCurrency(config.currency))
    faults.push(
      `CURRENCY is "${config.currency}", and no currency has that code (ISO 4217): nobody could pay with a card.`,
    );
  if (!hasHundredths(config.currency))
    faults.push(
      `CURRENCY is "${config.currency}", which has no hundredths: the shop counts in them, and would charge another sum.`,
    );
  if (config.itemsPerPage > config.maxItemsPerPage) faults.push("ITEMS_PER_PAGE is larger than MAX_ITEMS_PER_PAGE.");
  if (faults.length > 0) throw new WrongSettings(faults.join("\n"));
  return { ...config, storefrontUrl: config.storefrontUrl || ownAddress(config) };
};

export type Environment = Readonly<Record<string, string | undefined>>;

/** Kubernetes puts the address of a service named `database` into `DATABASE_PORT`: nobody has set that. */
const isServiceLink = (given: Environment, env: string): boolean =>
  env.endsWith("_PORT") && /^(?:tcp|udp|sctp):\/\//.test(given[env] ?? "");

/** The process's environment over what `.env` in the working folder says. */
export const environment = (): Environment => ({ ...readEnvFile(".env"), ...process.env });

/** Sentences about names that are nearly a setting's, and values that nobody has set: what somebody believes to be so, and is not. */
export const misnamed = (given: Environment): string[] => [
  ...Object.values(settings).flatMap(({ env }) =>
    isServiceLink(given, env)
      ? `${env} is the address of a service, as Kubernetes sets it for containers beside it, and is not obeyed.`
      : [],
  ),
  ...nearNames(
    Object.keys(given),
    Object.values(settings).map(({ env }) => env),
  ).map((near) => `${near.given} is no setting, and nothing reads it: did you mean ${near.meant}?`),
];
