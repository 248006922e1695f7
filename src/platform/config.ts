import type { TSchema } from "typebox";
import { Value } from "typebox/value";
import { bareHost, bareOrigins, ownAddress } from "./addresses.ts";
import { faultsOf } from "./config-faults.ts";
import { readEnvFile } from "./env-file.ts";
import { nearNames } from "./near-names.ts";
import type { Setting } from "./setting.ts";
import { settings, type Settings } from "./settings.ts";

export type Config = Settings;

/** Invalid settings; the message lists all of them. */
export class WrongSettings extends Error {}

/**
 * Normalizes values that people write in another form than the one that is compared or used. All other values are
 * trimmed.
 */
const tidy: Partial<Record<string, (given: string) => string>> = {
  HOST: bareHost,
  METRICS_HOST: bareHost,
  CORS_ORIGINS: bareOrigins,
  NODE_ENV: (given) => given.trim().toLowerCase(),
  OTEL_SDK_DISABLED: (given) => given.trim().toLowerCase(),
  JWT_SECRET: asIs,
  MYSQL_PWD: asIs,
};

const quotesFault = "stands in quotes, which would be a part of it: leave them out.";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the settings from an environment. Throws WrongSettings with all faults at once. */
export function readConfig(environment: Environment): Config {
  const faults: string[] = [];
  const wrong = new Set<string>();
  const entries = Object.entries<Setting>(settings).map(([name, { env, alias = env, schema, fallback }]) => {
    const written = environment[env] || environment[alias];
    const given = written === undefined || isOfKubernetes(env, written) ? "" : (tidy[env] ?? trimmed)(written);
    if (given === "") return [name, fallback];
    const value = convert(given, schema);
    const fault = isQuoted(given) && tidy[env] !== asIs ? quotesFault : faultOfValue(env, given, { schema, value });
    if (fault === undefined) return [name, value];
    faults.push(`${env} ${fault}`);
    wrong.add(name);
    return [name, value];
  });
  const config = Object.fromEntries(entries) as Config;
  faults.push(...faultsOf(config, (name) => !wrong.has(name)));
  if (faults.length > 0) throw new WrongSettings(faults.join("\n"));
  return {
    ...config,
    storefrontUrl: config.storefrontUrl || ownAddress(config),
    staffUrl: config.staffUrl || ownAddress(config),
  };
}

/** Returns the process's environment, which overrides the file `.env` in the working folder. */
export function environment(): Environment {
  return { ...readEnvFile(".env"), ...process.env };
}

/** Returns the options that npm removed from the command line and set as `npm_config_…` in the environment instead. */
export function takenByNpm(options: readonly string[]): string[] {
  return options.filter((option) => process.env[`npm_config_${option.replaceAll("-", "_")}`] !== undefined);
}

/** Returns a sentence for each given variable that has no effect although its owner may believe so. */
export function notObeyed(given: Environment): string[] {
  const known = Object.values<Setting>(settings).flatMap(({ env, alias }) => [env, alias ?? []].flat());
  return [
    ...nearNames(Object.keys(given), known).map(
      (near) => `${near.given} is no setting, and nothing reads it: did you mean ${near.meant}?`,
    ),
    ...known
      .filter((env) => isOfKubernetes(env, given[env] ?? ""))
      .map((env) => `${env} is ${given[env]}, as Kubernetes sets it for a service of that name: it is not obeyed.`),
  ];
}

/** Returns a setting's allowed values in words. */
export function admitted(schema: TSchema): string {
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
}

/** Converts a number in plain decimal notation: `0x10` and `1e3` are not converted, and so refused. */
function convert(given: string, schema: TSchema): unknown {
  return "type" in schema &&
    (schema.type === "integer" || schema.type === "number") &&
    /^[+-]?(\d+\.?\d*|\.\d+)$/.test(given)
    ? Number(given)
    : given;
}

function asIs(given: string): string {
  return given;
}

function trimmed(given: string): string {
  return given.trim();
}

/** Programs that pass a settings file on unchanged, such as Docker, keep the quotes around a value. */
function isQuoted(given: string): boolean {
  return /^(["'`]).*\1$|^[“„].*[”“]$/s.test(given);
}

function faultOfValue(
  env: string,
  given: string,
  { schema, value }: { readonly schema: TSchema; readonly value: unknown },
): string | undefined {
  if (Value.Check(schema, value)) return undefined;
  const told = /_(URLS?|SECRET|KEY|ENDPOINT|HEADERS)$/.test(env) ? "not usable" : JSON.stringify(given);
  return `is ${told}: it must be ${admitted(schema)}.`;
}

/**
 * Kubernetes sets the address of each service in every container, in variables with the service's name: DATABASE_PORT
 * for one called `database`.
 */
function isOfKubernetes(env: string, given: string): boolean {
  return env.endsWith("_PORT") && /^(tcp|udp|sctp):\/\//.test(given);
}
