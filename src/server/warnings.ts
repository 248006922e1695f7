import { isIP } from "node:net";
import type { Config } from "../platform/config.ts";

const words = ["", "production", "development", "test"];

/** Returns warnings about settings that work but are probably not intended, for each start. Each names its setting. */
export function warningsOf(config: Config): string[] {
  const { databaseReadUrl, databaseReadUrls, databaseUrl, mailFrom, nodeEnv, rateLimit, smtpUrl, storefrontUrl } =
    config;
  const { stripeSecretKey, walArchive } = config;
  const isProduction = nodeEnv === "production";
  const all: [isSo: boolean, told: string][] = [
    [
      databaseReadUrl !== "" && databaseReadUrls === "",
      "DATABASE_READ_URL is the former name of DATABASE_READ_URLS, which takes any number of replicas: it is obeyed, and better renamed",
    ],
    [
      databaseReadUrl !== "" && databaseReadUrls !== "",
      "DATABASE_READ_URL is the former name of DATABASE_READ_URLS: both are set, and the former is not obeyed",
    ],
    [rateLimit === "off", "RATE_LIMIT is off: anybody may guess passwords as often as they like"],
    [
      walArchive !== "" && databaseUrl !== "",
      "WAL_ARCHIVE is set with DATABASE_URL, and has no effect: it is a setting of the embedded database",
    ],
    [
      !words.includes(nodeEnv),
      `NODE_ENV is "${nodeEnv}", no word that is known here: only with "production" what suits tests alone is refused`,
    ],
    [
      isProduction && smtpUrl === "",
      "SMTP_URL is not set with NODE_ENV=production: mails are written to the folder mail in DATA_DIR, and reach nobody",
    ],
    [
      isProduction && smtpUrl !== "" && /@(.*\.)?localhost>?$/i.test(mailFrom),
      `MAIL_FROM is ${mailFrom} with NODE_ENV=production: other mail servers refuse such a sender, and nobody can answer it`,
    ],
    [
      isProduction && isLocal(storefrontUrl),
      `STOREFRONT_URL is ${storefrontUrl} with NODE_ENV=production: links in mails lead buyers to their own machines`,
    ],
    [
      isProduction && /^(sk|rk)_test_/.test(stripeSecretKey),
      "STRIPE_SECRET_KEY is a test one with NODE_ENV=production: orders count as paid, and no money arrives",
    ],
    [
      !isProduction && /^(sk|rk)_live_/.test(stripeSecretKey),
      "STRIPE_SECRET_KEY is a live one without NODE_ENV=production: cards are charged, and what suits tests alone is admitted",
    ],
  ];
  return all.filter(([isSo]) => isSo).map(([, told]) => told);
}

/** Returns whether a URL leads only to the machine on which it is opened. */
function isLocal(url: string): boolean {
  const host = new URL(url).hostname.replace(/^\[(.*)\]$/, "$1");
  return (
    host === "localhost" ||
    host.endsWith(".localhost") ||
    host === "::1" ||
    (isIP(host) === 4 && host.startsWith("127."))
  );
}
