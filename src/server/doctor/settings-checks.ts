import { isIP } from "node:net";
import { notObeyed } from "../../platform/config.ts";
import { hostsOf, postgresAddresses } from "../../platform/postgres-address.ts";
import { warningsOf } from "../warnings.ts";
import { ok, warning, type Examined, type Finding, type PlainCheck } from "./check.ts";

type Trap = readonly [isSo: boolean, message: string, advice: string];

export const settingsChecks: readonly PlainCheck[] = [
  {
    name: "settings",
    run({ config, given }) {
      const found = [
        ...notObeyed(given).map((message) => warning(message, "Correct the name, or remove it.")),
        ...warningsOf(config).map((message) => warning(`${message}.`, "Change it, unless it is meant so.")),
      ];
      return found.length === 0 ? [ok("Every setting is valid.")] : found;
    },
  },
  { name: "addresses", run: (shop) => sprung(trapsOfAddresses(shop), "Nothing is amiss with the addresses.") },
  { name: "encryption", run: (shop) => sprung(trapsOfEncryption(shop), "Nothing is known to go unencrypted.") },
];

function sprung(traps: readonly Trap[], otherwise: string): Finding[] {
  const found = traps.filter(([isSo]) => isSo).map(([, message, advice]) => warning(message, advice));
  return found.length === 0 ? [ok(otherwise)] : found;
}

/** Traps of addresses that show only once there are customers, and so only in production. */
function trapsOfAddresses({ config, given }: Examined): Trap[] {
  const { nodeEnv, host, trustProxy, corsOrigins } = config;
  const isProduction = nodeEnv === "production";
  const origins = corsOrigins.split(",");
  const storefront = new URL(config.storefrontUrl).origin;
  return [
    [
      isProduction && isLoopback(host) && trustProxy === "",
      `HOST is ${host}, so that only a proxy on this machine can ask, and TRUST_PROXY is empty: all customers share the proxy's address, and its limits.`,
      `Set TRUST_PROXY=${host === "::1" ? "::1" : "127.0.0.1"} where a proxy stands in front; without one, set HOST=0.0.0.0.`,
    ],
    [
      isProduction && !isLoopback(host) && trustProxy === "",
      "TRUST_PROXY is empty. If a proxy or CDN stands in front, all customers share its address, and its limits.",
      "Set TRUST_PROXY to the proxy's address or network; without one, everything is right as it is.",
    ],
    [
      isProduction && origins.includes("*"),
      "CORS_ORIGINS is *: the pages of every website may call the shop in their visitors' browsers, without credentials.",
      "Set CORS_ORIGINS to the storefront's origin, such as https://shop.example, unless it is meant so.",
    ],
    [
      isSet(given["STOREFRONT_URL"]) && !origins.includes("*") && !origins.includes(storefront),
      `CORS_ORIGINS does not hold ${storefront}, where STOREFRONT_URL is: browsers do not let that storefront call the shop.`,
      "Add it to CORS_ORIGINS, unless that storefront calls from its own server.",
    ],
  ];
}

function trapsOfEncryption({ config, given }: Examined): Trap[] {
  const { databaseUrl, databaseReadUrl, databaseReadUrls, storefrontUrl, corsOrigins } = config;
  const isProduction = config.nodeEnv === "production";
  const databases = [...hostsOf(databaseUrl), ...postgresAddresses(databaseReadUrls || databaseReadUrl)];
  const open = databases.filter((url) => url !== "" && isOpen(new URL(url)));
  const plain = corsOrigins.split(",").filter((origin) => origin.startsWith("http://"));
  return [
    ...open.map((url): Trap => [
      true,
      `The connection to the database at ${new URL(url).host} may go unencrypted, with passwords and addresses of customers.`,
      "Append ?sslmode=require to its address, unless that network is yours alone (docs/operations/connections.md).",
    ]),
    [
      isProduction && isSet(given["STOREFRONT_URL"]) && storefrontUrl.startsWith("http:"),
      `STOREFRONT_URL is ${storefrontUrl}, without TLS: links in mails lead there, with tokens in them.`,
      "Serve the storefront by https, and change STOREFRONT_URL.",
    ],
    [
      isProduction && plain.length > 0,
      `CORS_ORIGINS admits ${plain.join(", ")}, without TLS: anybody on the way can change these pages, and call as their customers.`,
      "Serve them by https, and change CORS_ORIGINS.",
    ],
  ];
}

/** A storefront that is not set is this server itself, about which the start warns. */
function isSet(given: string | undefined): boolean {
  return given !== undefined && given.trim() !== "";
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

/** Returns whether a connection leaves this machine, and nothing asks for TLS. */
function isOpen({ hostname, searchParams }: URL): boolean {
  const host = searchParams.get("host") ?? hostname.replace(/^\[(.*)\]$/, "$1");
  const isAsked = /^(require|verify-ca|verify-full|no-verify)$/.test(searchParams.get("sslmode") ?? "");
  return !host.startsWith("/") && !isLoopback(host) && !isAsked && !/^(true|1)$/.test(searchParams.get("ssl") ?? "");
}
