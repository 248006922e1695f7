import type { Environment } from "../platform/config.ts";

/** Names of settings whose value lets its reader act as the shop, or sign in somewhere. */
const secretName = /(SECRET|KEY|PWD|PASSWORD|TOKEN|HEADERS)$|^(DATABASE_.*|REDIS_)URLS?$/;
/** An address with a user, or with a secret among its parameters. */
const secretAddress = /:\/\/[^/]*@|[?&][^=&]*(secret|key|pwd|password|token)=/i;

/**
 * Returns the shop's settings as lines for `.env`. Secrets are only named: keys, passwords, and addresses that hold one.
 */
export function shownSettings(given: Environment, names: readonly string[]): string {
  const set = names.filter((name) => (given[name] ?? "") !== "");
  const secret = set.filter((name) => isSecret(name, given[name] ?? ""));
  const shown = set.filter((name) => !secret.includes(name));
  const named = secret.length === 0 ? "" : `# Set too, and secret, so not here: ${secret.join(", ")}\n`;
  return `${named}${shown.map((name) => `${name}=${quoted(given[name] ?? "")}\n`).join("")}`;
}

/** Returns the settings of an archive for a terminal: those of a stranger's may hold signs that control it. */
export function printable(settings: string): string {
  return settings.replaceAll(/[^\P{C}\n]/gu, "");
}

function isSecret(name: string, value: string): boolean {
  return secretName.test(name) || secretAddress.test(value);
}

/** Returns a value in quotes that it does not contain, where the settings file needs them. */
function quoted(value: string): string {
  if (/^[^\s"'`#]*$/.test(value)) return value;
  const quote = ['"', "'", "`"].find((one) => !value.includes(one)) ?? '"';
  return `${quote}${value}${quote}`;
}
