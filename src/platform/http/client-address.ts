import { BlockList, isIP, isIPv6, SocketAddress } from "node:net";
import type { FastifyBaseLogger, FastifyRequest } from "fastify";
import type { App } from "./server.ts";

const withPort = /^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/;
const inBrackets = /^\[([^[\]]*)\](?::\d{1,5})?$/;
/** IPv4 inside of IPv6: as a dual-stack socket writes it (RFC 4291, 2.5.5.2), and as translators do (RFC 6052, 2.1). */
const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/;
const translated = /^64:ff9b::([\da-f]{1,4}):([\da-f]{1,4})$/;

/** Address of a client that has already disconnected. */
const nowhere = "0.0.0.0";

const privateNetworks = trustsProxies([
  "127.0.0.0/8",
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "169.254.0.0/16",
  "::1",
  "fc00::/7",
  "fe80::/10",
]);

/**
 * Returns a function that checks whether an address is a trusted proxy's; the networks are in the format of the
 * settings.
 */
export function trustsProxies(networks: readonly string[]): (address: string) => boolean {
  const trusted = new BlockList();
  for (const network of networks) {
    const [address = "", prefix] = network.split("/");
    const canonical = canonicalAddress(address);
    if (canonical !== undefined)
      trusted.addSubnet(canonical, prefixOf(address, canonical, prefix), familyOf(canonical));
  }
  return (written) => {
    const address = canonicalAddress(written);
    return address !== undefined && trusted.check(address, familyOf(address));
  };
}

/**
 * Returns the client's address: the one that the farthest trusted proxy reports, or the proxy's own if it reports no
 * usable one.
 */
export function addressOf({ ip, ips = [ip] }: Pick<FastifyRequest, "ip" | "ips">): string {
  for (const written of ips.toReversed()) {
    const address = canonicalAddress(written ?? "");
    if (address !== undefined) return address;
  }
  return nowhere;
}

/**
 * Warns once when a proxy that TRUST_PROXY does not name seems to be in front: all customers then share its address and
 * so its rate limits.
 */
export function warnOfProxy(app: App, log: FastifyBaseLogger, trusts: (address: string) => boolean): void {
  let isTold = false;
  app.addHook("onRequest", ({ raw: { headers, socket } }, _reply, done) => {
    done();
    if (isTold || headers["x-forwarded-for"] === undefined) return;
    const address = canonicalAddress(socket.remoteAddress ?? "");
    if (address === undefined || trusts(address) || !privateNetworks(address)) return;
    isTold = true;
    log.warn(
      { address },
      "requests come from a private address with X-Forwarded-For, and TRUST_PROXY does not name it: if it is your proxy, all buyers share its limits; name it in TRUST_PROXY",
    );
  });
}

/**
 * Returns an address in canonical form, without what proxies add: a port, brackets, a zone. Undefined for anything that
 * is no address, such as `unknown` or `_hidden` (RFC 7239, 6).
 */
export function canonicalAddress(written: string): string | undefined {
  const text = written.trim();
  const bare = withPort.exec(text)?.[1] ?? inBrackets.exec(text)?.[1] ?? text;
  const address = isIPv6(bare) ? bare.replace(/%.*$/s, "") : bare;
  const version = isIP(address);
  if (version === 0) return undefined;
  return version === 4 ? address : shortest(address);
}

function shortest(address: string): string {
  const text = new SocketAddress({ address, family: "ipv6" }).address;
  const [, high, low] = translated.exec(text) ?? [];
  return mapped.exec(text)?.[1] ?? (high !== undefined && low !== undefined ? dotted(high, low) : text);
}

function dotted(...groups: readonly string[]): string {
  return groups
    .map((group) => Number.parseInt(group, 16))
    .flatMap((group) => [group >> 8, group & 255])
    .join(".");
}

/** Returns the prefix length that fits the canonical address: an IPv4 network may be written as IPv6. */
function prefixOf(address: string, canonical: string, prefix: string | undefined): number {
  const longest = familyOf(canonical) === "ipv4" ? 32 : 128;
  if (prefix === undefined) return longest;
  return familyOf(address) === familyOf(canonical) ? Number(prefix) : Math.max(0, Number(prefix) - 96);
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIPv6(address) ? "ipv6" : "ipv4";
}
