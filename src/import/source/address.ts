import { encodingAdvice } from "./encoding.ts";
import { SourceFault } from "./source-fault.ts";

/** Address of the source database. `where` is the address without user and password. */
export type Address = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly isEncrypted: boolean;
  readonly where: string;
};

const shape = "mysql://user:password@host:3306/database";

/**
 * Parses `mysql://user:password@host/database`; `?ssl=on` requires TLS with a verifiable certificate. `password` is
 * used when the address has none: every user of the machine can read a command line.
 */
export function readAddress(given: string, password: string): Address {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const database = url ? (decoded(url.pathname.slice(1)) ?? "") : "";
  // An @ after the host belongs to a password with a slash: the error must not show part of it as a database name.
  if (!url || !["mysql:", "mariadb:"].includes(url.protocol) || url.hostname === "" || !/^[^/@]+$/.test(database))
    throw new SourceFault(`The source's address must look like ${shape}. ${encodingAdvice}`);
  const [user, ownPassword] = [decoded(url.username), decoded(url.password)];
  if (user === undefined || ownPassword === undefined)
    throw new SourceFault(`A percent sign in the source's address stands for nothing. ${encodingAdvice}`);
  const port = url.port === "" ? 3306 : Number(url.port);
  return {
    host: url.hostname.replaceAll(/^\[|\]$/g, ""),
    port,
    user,
    password: ownPassword || password,
    database,
    isEncrypted: ["on", "true"].includes(url.searchParams.get("ssl") ?? ""),
    where: `mysql://${url.hostname}:${port}/${database}`,
  };
}

/** Decodes percent encoding; undefined if it is invalid. */
function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
