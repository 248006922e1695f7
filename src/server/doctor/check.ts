import type { Config, Environment } from "../../platform/config.ts";
import type { Database } from "../../platform/database/database.ts";

/** A fault stops customers or loses something; a warning is likely to, later or in a case that is not there yet. */
export type Level = "ok" | "warning" | "fault";

/** What a check found, and what to do about it. */
export type Finding = { readonly level: Level; readonly message: string; readonly advice?: string };

/** The shop that is examined. */
export type Examined = {
  readonly config: Config;
  /** The settings as they were given. */
  readonly given: Environment;
  /** The database and its URL; undefined when it cannot be reached. */
  readonly database: { readonly db: Database; readonly url: string } | undefined;
};

/** A check that needs no database. */
export type PlainCheck = {
  readonly name: string;
  readonly run: (shop: Examined) => Promise<readonly Finding[]> | readonly Finding[];
};

/** A check that is left out when the database cannot be reached. */
export type DatabaseCheck = {
  readonly name: string;
  readonly ask: (database: NonNullable<Examined["database"]>, shop: Examined) => Promise<readonly Finding[]>;
};

export type Check = PlainCheck | DatabaseCheck;

export function ok(message: string): Finding {
  return { level: "ok", message };
}

export function warning(message: string, advice: string): Finding {
  return { level: "warning", message, advice };
}

export function fault(message: string, advice: string): Finding {
  return { level: "fault", message, advice };
}
