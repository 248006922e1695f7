import type { IncomingHttpHeaders } from "node:http";

/** Returns the value of the first cookie with this name that a request brings; undefined without one. */
export function cookieOf({ cookie = "" }: Pick<IncomingHttpHeaders, "cookie">, name: string): string | undefined {
  return cookie
    .split(";")
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}
