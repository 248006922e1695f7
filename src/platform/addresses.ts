import { isIP } from "node:net";

/** Maximum prefix length of a network, by the version of its addresses. */
const longestPrefix: Readonly<Record<number, number>> = { 4: 32, 6: 128 };

const largestPort = 65_535;

const wrongPort = `its port must be from 1 to ${largestPort}.`;

/** Returns an address to listen on, without the brackets of a URL's host. */
export function bareHost(given: string): string {
  return given.trim().replace(/^\[(.*)\]$/, "$1");
}

/**
 * Returns the URL of a server that listens on this host and port; `localhost` where it listens on the loopback or on
 * all interfaces.
 */
export function ownAddress({ host, port }: { readonly host: string; readonly port: number }): string {
  const isHere = ["127.0.0.1", "::1", "0.0.0.0", "::"].includes(host);
  // A URL cannot contain the interface after a %.
  const name = isIP(host) === 6 ? `[${host.replace(/%.*$/, "")}]` : host;
  return `http://${isHere ? "localhost" : name}${port === 80 ? "" : `:${port}`}`;
}

export function bareOrigins(given: string): string {
  return listed(given).map(bareOrigin).join(",");
}

/** Returns what is wrong with origins: one in a form that no browser sends would never be allowed to call. */
export function faultOfOrigins(origins: string): string | undefined {
  const wrong = listed(origins).find((one) => one !== "*" && !isOrigin(one));
  if (wrong === undefined) return undefined;
  return `CORS_ORIGINS holds "${wrong}", which no browser calls itself: write scheme and host without a path, such as https://shop.example.`;
}

/** Returns all faults in the networks of proxies. */
export function faultsOfNetworks(networks: string): string[] {
  return listed(networks).flatMap((network) => {
    const fault = faultOfNetwork(network);
    return fault ? [`TRUST_PROXY holds "${network}", ${fault}`] : [];
  });
}

/**
 * Returns the fault of a user name or password with an unescaped reserved character. If the password begins with
 * digits, such a URL is valid: it takes the digits for a port, and the rest for a path, query or fragment.
 */
export function faultOfPassword(given: string): string | undefined {
  const { hash, pathname, search } = new URL(given);
  return hash !== "" || pathname.includes("@") || /^[^=]*@/.test(search)
    ? "in a user's name or a password write # as %23, / as %2F, ? as %3F and @ as %40."
    : undefined;
}

/**
 * Returns what is wrong with a URL that begins correctly. The message does not repeat the URL, which may contain a
 * password.
 */
export function faultOfUrl(url: string): string | undefined {
  if (url === "" || (URL.canParse(url) && isDecodable(new URL(url)))) return portFault(url);
  const behindUser = url.slice(Math.max(url.lastIndexOf("@"), url.indexOf("//") + 1) + 1);
  const [, port = "1"] = /^[^/?#]*:(\d+)(?=[/?#]|$)/.exec(behindUser) ?? [];
  return Number(port) > largestPort
    ? wrongPort
    : "in a user's name or a password write % as %25, # as %23, / as %2F, @ as %40 and : as %3A.";
}

function listed(given: string): string[] {
  return given
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");
}

/** Returns an origin as browsers send it: in lower case, without a trailing slash and without the default port. */
function bareOrigin(given: string): string {
  const bare = given.replace(/\/+$/, "");
  return /^https?:\/\/[^/?#@\s]+$/i.test(bare) && URL.canParse(bare) ? new URL(bare).origin : bare;
}

function isOrigin(one: string): boolean {
  return /^[a-z][a-z\d+.-]*:\/\/[^/?#@*\s]+$/.test(one) && (!/^https?:/.test(one) || URL.canParse(one));
}

function faultOfNetwork(network: string): string | undefined {
  const [address = "", prefix] = network.split("/");
  const longest = longestPrefix[isIP(address)];
  if (longest === undefined || address.includes("%") || !/^[^/]+(\/\d{1,3})?$/.test(network))
    return "which is no address and no network: write one like 10.0.0.5 or 10.0.0.0/8.";
  if (prefix === undefined) return undefined;
  if (Number(prefix) === 0)
    return "which is everybody, so that any client could pose as another: write the proxies' own addresses or networks, such as 10.0.0.5 or 10.0.0.0/8.";
  return Number(prefix) > longest ? `whose prefix is too long: it may be from 1 to ${longest}.` : undefined;
}

function portFault(url: string): string | undefined {
  return url !== "" && new URL(url).port === "0" ? wrongPort : undefined;
}

/** A literal % in a user name or password must be written as %25. */
function isDecodable({ username, password }: URL): boolean {
  try {
    return decodeURIComponent(username + password) !== undefined;
  } catch {
    return false;
  }
}
