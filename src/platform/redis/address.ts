export type RedisNode = { readonly host: string; readonly port: number };

/** Where Redis is, as REDIS_URL says it. */
export type RedisAddress = {
  /** `single`: one server. `cluster`: some nodes of a Redis Cluster. `sentinel`: the sentinels that know the master. */
  readonly kind: "single" | "cluster" | "sentinel";
  readonly nodes: readonly RedisNode[];
  readonly isEncrypted: boolean;
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** Number of the database; 0 in a cluster. */
  readonly database: number;
  /** Name by which the sentinels know the master. */
  readonly master: string | undefined;
  readonly sentinelUser: string | undefined;
  readonly sentinelPassword: string | undefined;
};

type Parts = {
  readonly kind: RedisAddress["kind"];
  readonly credentials: string | undefined;
  readonly hosts: string;
  readonly path: string;
  readonly query: string;
};

/** One address in any of its three forms, before its parts are looked at. */
const form = /^rediss?(?:\+(cluster|sentinel))?:\/\/(?:([^@/]*)@)?([^/?#@]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/;
const largestPort = 65_535;
const usualPorts = { single: 6379, cluster: 6379, sentinel: 26_379 } as const;

const reserved = "in a user's name or a password write % as %25, # as %23, / as %2F, ? as %3F and @ as %40.";
const noColon = "write a password behind a colon, as in redis://:password@host:6379.";

/**
 * Returns what is wrong with an address that begins as one of Redis. The message does not repeat the address, which may
 * contain a password.
 */
export function faultOfRedisUrl(url: string): string | undefined {
  const parts = partsOf(url);
  if (!parts || parts.path.includes("@")) return reserved;
  return faultOfCredentials(parts) ?? faultOfHosts(parts) ?? faultOfPath(parts) ?? faultOfQuery(parts);
}

/** Returns the parts of an address that has no fault. */
export function redisAddressOf(url: string): RedisAddress {
  const parts = partsOf(url);
  if (!parts) throw new Error("REDIS_URL is not usable.");
  const { kind, credentials = "", hosts, path, query } = parts;
  const [user = "", password = ""] = decoded(credentials) ?? [];
  const asked = new URLSearchParams(query);
  const [first = "", second = ""] = path.split("/");
  return {
    kind,
    nodes: hosts.split(",").map((host) => nodeOf(host, usualPorts[kind])),
    isEncrypted: url.startsWith("rediss"),
    user: user || undefined,
    password: password || undefined,
    database: Number(kind === "sentinel" ? second : first),
    master: kind === "sentinel" ? first : undefined,
    sentinelUser: asked.get("sentinel_user") ?? undefined,
    sentinelPassword: asked.get("sentinel_password") ?? undefined,
  };
}

function partsOf(url: string): Parts | undefined {
  const found = form.exec(url);
  if (!found) return undefined;
  const [, kind = "single", credentials, hosts = "", path = "", query = ""] = found;
  return { kind: kind as Parts["kind"], credentials, hosts, path, query };
}

function faultOfCredentials({ credentials }: Parts): string | undefined {
  if (credentials === undefined) return undefined;
  if (!credentials.includes(":")) return noColon;
  return decoded(credentials) ? undefined : reserved;
}

/** Returns user and password; undefined when one of them contains a literal %. */
function decoded(credentials: string): readonly [string, string] | undefined {
  const colon = credentials.indexOf(":");
  try {
    return [decodeURIComponent(credentials.slice(0, colon)), decodeURIComponent(credentials.slice(colon + 1))];
  } catch {
    return undefined;
  }
}

function faultOfHosts({ kind, hosts }: Parts): string | undefined {
  const all = hosts.split(",");
  if (all.some((host) => !/^(\[[\dA-Fa-f:.]+\]|[\w.-]+)(:.*)?$/.test(host)))
    return "it names no host: write an address like redis://user:password@host:6379.";
  if (all.some((host) => !hasPort(host))) return `its port must be from 1 to ${largestPort}.`;
  return kind === "single" && all.length > 1
    ? "it names several hosts: write redis+cluster:// or redis+sentinel:// for these."
    : undefined;
}

function hasPort(host: string): boolean {
  const [, port = "1"] = /^(?:\[[^\]]*\]|[^:[]*):(.*)$/.exec(host) ?? [];
  return /^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= largestPort;
}

function faultOfPath({ kind, path }: Parts): string | undefined {
  const [name = "", number = "", ...more] = path.split("/");
  if (kind === "cluster")
    return path === "" ? undefined : "a cluster has no numbered databases: leave out what stands behind the hosts.";
  if (kind === "single")
    return /^\d{0,5}$/.test(path) ? undefined : "its database must be a number, as in redis://host:6379/1.";
  return name === "" || more.length > 0 || !/^\d{0,5}$/.test(number) || !/^[\w.-]+$/.test(name)
    ? "name the master that the sentinels watch, as in redis+sentinel://host:26379,host:26379/name."
    : undefined;
}

function faultOfQuery({ kind, query }: Parts): string | undefined {
  const known = kind === "sentinel" ? ["sentinel_user", "sentinel_password"] : [];
  const unknown = [...new URLSearchParams(query).keys()].find((name) => !known.includes(name));
  if (unknown === undefined) return undefined;
  return known.length > 0
    ? "behind its ? only sentinel_user and sentinel_password are known."
    : "nothing may stand behind a ? in it.";
}

function nodeOf(host: string, usualPort: number): RedisNode {
  const [, name = "", port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(host) ?? [];
  return { host: name.replace(/^\[(.*)\]$/, "$1"), port: port === undefined ? usualPort : Number(port) };
}
