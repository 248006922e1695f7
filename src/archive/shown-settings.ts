import type { Environment } from "../platform/config.ts";

/** Names of settings whose value lets its reader act as the shop, or sign in somewhere. */
const secretName = /(SECRET|KEY|PWD|PASSWORD|TOKEN|HEADERS)$/;

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

function isSecret(name: string, value: string): boolean {
  if (secretName.test(name) || /:\/\/[^/]*@/.test(value)) return true;
  return /^DATABASE_.*URL$/.test(name);
}

/** Returns a value in quotes that it does not contain, where the settings file needs them. */
function quoted(value: string): string {
  if (/^[^\s"'`#]*$/.test(value)) return value;
  const quote = ['"', "'", "`"].find((one) => !value.includes(one)) ?? '"';
  return `${quote}${value}${quote}`;
}
