import type { TSchema } from "typebox";
import { Value } from "typebox/value";
import { bareHost, bareOrigins, ownAddress } from "./addresses.ts";
import { faultsOf } from "./config-faults.ts";
import { readEnvFile } from "./env-file.ts";
import { nearNames } from "./near-names.ts";
import { settings, type Settings } from "./settings.ts";

export type Config = Settings;

/** Settings that cannot be used; the message lists every one of them. */
export class WrongSettings extends Error {}

/** What people write otherwise than it is compared or used; of all else blanks around it are no part. */
const tidy: Partial<Record<string, (given: string) => string>> = {
  HOST: bareHost,
  CORS_ORIGINS: bareOrigins,
  NODE_ENV: (given) => given.trim().toLowerCase(),
  JWT_SECRET: asIs,
  MYSQL_PWD: asIs,
};

const quotesFault = "stands in quotes, which would be a part of it: leave them out.";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the settings from an environment; refuses with all faults at once. */
export function readConfig(environment: Environment): Config {
  const faults: string[] = [];
  const wrong = new Set<string>();
  const entries = Object.entries(settings).map(([name, { env, schema, fallback }]) => {
    const written = environment[env];
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
  return { ...config, storefrontUrl: config.storefrontUrl || ownAddress(config) };
}

/** The process's environment over what `.env` in the working folder says. */
export function environment(): Environment {
  return { ...readEnvFile(".env"), ...process.env };
}

/** Options of a command line that npm kept from the command, and tells it in its environment. */
export function takenByNpm(options: readonly string[]): string[] {
  return options.filter((option) => process.env[`npm_config_${option.replaceAll("-", "_")}`] !== undefined);
}

/** Sentences about what is given and not obeyed, while somebody may believe that it is. */
export function notObeyed(given: Environment): string[] {
  const known = Object.values(settings).map(({ env }) => env);
  return [
    ...nearNames(Object.keys(given), known).map(
      (near) => `${near.given} is no setting, and nothing reads it: did you mean ${near.meant}?`,
    ),
    ...known
      .filter((env) => isOfKubernetes(env, given[env] ?? ""))
      .map((env) => `${env} is ${given[env]}, as Kubernetes sets it for a service of that name: it is not obeyed.`),
  ];
}

/** What a setting admits, in words. */
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

/** A number as people write it: neither `0x10` nor `1e3` is one. */
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

/** A program that passes a file of settings on as it stands, as Docker does, leaves the quotes of a value on it. */
function isQuoted(given: string): boolean {
  return /^(["'`]).*\1$|^[“„].*[”“]$/s.test(given);
}

function faultOfValue(
  env: string,
  given: string,
  { schema, value }: { readonly schema: TSchema; readonly value: unknown },
): string | undefined {
  if (Value.Check(schema, value)) return undefined;
  const told = /_(URL|SECRET|KEY)$/.test(env) ? "not usable" : JSON.stringify(given);
  return `is ${told}: it must be ${admitted(schema)}.`;
}

/** Kubernetes tells every container where a service is, in variables of its name: for one called `database`, in DATABASE_PORT. */
function isOfKubernetes(env: string, given: string): boolean {
  return env.endsWith("_PORT") && /^(tcp|udp|sctp):\/\//.test(given);
}
