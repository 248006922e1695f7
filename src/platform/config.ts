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

/** A program that passes a file of settings on as it stands, as Docker does, leaves the quotes of a value on it. */
const isQuoted = (given: string): boolean => /^(["'`]).*\1$|^[“„].*[”“]$/s.test(given);
const quotesFault = "stands in quotes, which would be a part of it: leave them out.";

const faultOfValue = (
  env: string,
  given: string,
  { schema, value }: { readonly schema: TSchema; readonly value: unknown },
): string | undefined => {
  if (Value.Check(schema, value)) return undefined;
  const told = /_(URL|SECRET|KEY)$/.test(env) ? "not usable" : JSON.stringify(given);
  return `is ${told}: it must be ${admitted(schema)}.`;
};

/** Kubernetes tells every container where a service is, in variables of its name: for one called `database`, in DATABASE_PORT. */
const isOfKubernetes = (env: string, given: string): boolean =>
  env.endsWith("_PORT") && /^(tcp|udp|sctp):\/\//.test(given);

/** Reads the settings from an environment; refuses with all faults at once. */
export const readConfig = (environment: Environment): Config => {
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
};

export type Environment = Readonly<Record<string, string | undefined>>;

/** The process's environment over what `.env` in the working folder says. */
export const environment = (): Environment => ({ ...readEnvFile(".env"), ...process.env });

/** Options of a command line that npm kept from the command, and tells it in its environment. */
export const takenByNpm = (options: readonly string[]): string[] =>
  options.filter((option) => process.env[`npm_config_${option.replaceAll("-", "_")}`] !== undefined);

/** Sentences about what is given and not obeyed, while somebody may believe that it is. */
export const notObeyed = (given: Environment): string[] => {
  const known = Object.values(settings).map(({ env }) => env);
  return [
    ...nearNames(Object.keys(given), known).map(
      (near) => `${near.given} is no setting, and nothing reads it: did you mean ${near.meant}?`,
    ),
    ...known
      .filter((env) => isOfKubernetes(env, given[env] ?? ""))
      .map((env) => `${env} is ${given[env]}, as Kubernetes sets it for a service of that name: it is not obeyed.`),
  ];
};
