import { isIPv6 } from "node:net";
import { canonicalAddress } from "../http/client-address.ts";
import type { Limit } from "./attempts.ts";

/** A line is shared by more people than a network of it, and holds more networks than people. */
const networksOfLine = 4;

type Shared = Omit<Limit, "key">;

/** The most of an address that may be one stranger's: a line of IPv6, an address of IPv4. */
export function strangersPartOf(address: string): string {
  return lineOf(address) ?? clientNetwork(address);
}

/** A limit for all who come from where an address lies: from its network, and from its line four times as much. */
export function perNetwork(shared: Shared, address: string): readonly [Limit, ...Limit[]] {
  const line = lineOf(address);
  const narrow = { ...shared, key: clientNetwork(address) };
  if (line === undefined) return [narrow];
  return [narrow, { ...shared, name: `${shared.name}-56`, key: line, limit: shared.limit * networksOfLine }];
}

/** The part of an address that one subscriber holds: all of IPv4, the first 64 bits of IPv6. */
export function clientNetwork(written: string): string {
  const address = canonicalAddress(written) ?? written;
  return isIPv6(address) ? groupsOf(address).slice(0, 4).join(":") : address;
}

/** The first 56 bits of IPv6, which many lines have (RIPE-690): 256 networks of a subscriber's size. */
function lineOf(written: string): string | undefined {
  const address = canonicalAddress(written) ?? written;
  if (!isIPv6(address)) return undefined;
  const [first, second, third, fourth = "0"] = groupsOf(address);
  return `${first}:${second}:${third}:${(Number.parseInt(fourth, 16) & 0xff00).toString(16)}/56`;
}

/** The first so many groups of an IPv6 address in its one spelling. */
function groupsOf(address: string): string[] {
  const [front = [], back = []] = address.split("::").map((half) => (half === "" ? [] : half.split(":")));
  return [...front, ...Array<string>(Math.max(0, 8 - front.length - back.length)).fill("0"), ...back];
}
