import { accessSync, constants } from "node:fs";

/** Values of `sslmode` that the driver knows; it treats any other as the strictest, or ignores it. */
const sslModes = ["disable", "prefer", "require", "verify-ca", "verify-full", "no-verify"];
const sslFiles = ["sslcert", "sslkey", "sslrootcert"];

/** Returns the addresses in a setting that has several, separated by commas or blanks; an address may hold commas. */
export function postgresAddresses(listed: string): string[] {
  return listed.split(/[\s,]+(?=postgres(?:ql)?:\/\/)/).filter((address) => address !== "");
}

/**
 * Returns an address with several hosts (`postgres://one:5432,two:5433/shop`) as one address for each; any other as it
 * is.
 */
export function hostsOf(address: string): string[] {
  const [, scheme = "", user = "", hosts = "", rest = ""] =
    /^(postgres(?:ql)?:\/\/)([^/?#]*@)?([^/?#@]*)(.*)$/s.exec(address) ?? [];
  return hosts.includes(",") ? hosts.split(",").map((host) => `${scheme}${user}${host}${rest}`) : [address];
}

/** Returns host, port and database of an address, for messages: without user, password and parameters. */
export function placeOf(address: string): string {
  const urls = hostsOf(address).map((url) => new URL(url));
  return `${urls.map(({ host }) => host).join(",")}${urls[0]?.pathname ?? ""}`;
}

/** Returns an address as it is shown to people: with `PASSWORD` where it has one. */
export function withoutPassword(address: string): string {
  return address
    .replace(/^(postgres(?:ql)?:\/\/[^/?#:@]*:)[^/?#@]+@/, "$1PASSWORD@")
    .replace(/([?&](?:password|sslpassword)=)[^&#]*/g, "$1PASSWORD");
}

/**
 * Returns what is wrong with a PostgreSQL address that is a valid URL. The message does not repeat the address, which
 * may contain a password.
 */
export function faultOfPostgresUrl(address: string): string | undefined {
  const url = new URL(address);
  const [host = "", port = ""] = ["host", "port"].map((name) => url.searchParams.get(name) ?? "");
  if (url.hostname === "" && !host)
    return "it names no host: write an address like postgres://user:password@host:5432/name.";
  if (url.hostname.includes(",") || host.includes(",")) return "it names several hosts, and one is asked for.";
  if (!/^\d{0,5}$/.test(port)) return "its port must be from 1 to 65535.";
  if (!isDecodable(url.pathname)) return "in the database's name write % as %25.";
  if (!["read-write", "primary", null].includes(url.searchParams.get("target_session_attrs")))
    return "its target_session_attrs must be read-write: the shop needs the primary.";
  return faultOfEncryption(url.searchParams);
}

function isDecodable(part: string): boolean {
  try {
    return decodeURIComponent(part) !== undefined;
  } catch {
    return false;
  }
}

function faultOfEncryption(given: URLSearchParams): string | undefined {
  for (const [name, value] of given) {
    const known = ["ssl", "sslmode", ...sslFiles].find((one) => one === name.toLowerCase());
    if (known !== undefined && known !== name) return `write ${known} in small letters there.`;
    if (name === "sslmode" && !sslModes.includes(value)) return `its sslmode must be one of ${sslModes.join(", ")}.`;
    if (name === "ssl" && !["true", "1", "0"].includes(value)) return "its ssl must be one of true, 1, 0.";
    if (sslFiles.includes(name) && !isReadable(value)) return `its ${name} is no file that can be read.`;
  }
  return undefined;
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
