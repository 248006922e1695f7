import { isIPv6 } from "node:net";
import { canonicalAddress } from "../http/client-address.ts";
import type { Limit } from "./attempts.ts";

/**
 * Factor by which the limit of a /56 exceeds that of a /64. A /56 is shared by more people than a /64, but by fewer
 * people than it holds /64 networks.
 */
const networksOfLine = 4;

type Shared = Omit<Limit, "key">;

/** Returns the largest part of an address that one client may control: the /56 of IPv6, the whole address of IPv4. */
export function strangersPartOf(address: string): string {
  return lineOf(address) ?? clientNetwork(address);
}

/**
 * Returns the limits for all clients of an address's network: one for its /64 (IPv4: for the address), and for IPv6 one
 * of four times as much for its /56.
 */
export function perNetwork(shared: Shared, address: string): readonly [Limit, ...Limit[]] {
  const line = lineOf(address);
  const narrow = { ...shared, key: clientNetwork(address) };
  if (line === undefined) return [narrow];
  return [narrow, { ...shared, name: `${shared.name}-56`, key: line, limit: shared.limit * networksOfLine }];
}

/** Returns the part of an address that one subscriber holds: all of IPv4, the first 64 bits of IPv6. */
export function clientNetwork(written: string): string {
  const address = canonicalAddress(written) ?? written;
  return isIPv6(address) ? groupsOf(address).slice(0, 4).join(":") : address;
}

/**
 * Returns the first 56 bits of an IPv6 address, the prefix of many access lines (RIPE-690): 256 networks of 64 bits.
 */
function lineOf(written: string): string | undefined {
  const address = canonicalAddress(written) ?? written;
  if (!isIPv6(address)) return undefined;
  const [first, second, third, fourth = "0"] = groupsOf(address);
  return `${first}:${second}:${third}:${(Number.parseInt(fourth, 16) & 0xff00).toString(16)}/56`;
}

/** Returns the eight groups of an IPv6 address in canonical form. */
function groupsOf(address: string): string[] {
  const [front = [], back = []] = address.split("::").map((half) => (half === "" ? [] : half.split(":")));
  return [...front, ...Array<string>(Math.max(0, 8 - front.length - back.length)).fill("0"), ...back];
}
