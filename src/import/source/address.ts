import { encodingAdvice } from "./encoding.ts";
import { SourceFault } from "./source-fault.ts";

/** Where the older shop's database is. `where` names it without the password. */
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
 * Reads `mysql://user:password@host/database`; `?ssl=on` asks for TLS with a certificate that can be checked. A password
 * that is not there is the one given beside it: what stands in a command line, everybody on the machine can read.
 */
export function readAddress(given: string, password: string): Address {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const database = url ? (decoded(url.pathname.slice(1)) ?? "") : "";
  // An @ behind the host belongs to a password that holds a slash: nothing of it may be told as a database's name.
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

/** What percent signs stand for; undefined where one stands for nothing. */
function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
