import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { startEmbedded } from "../src/platform/embedded-postgres/index.ts";
import { settings as knownSettings } from "../src/platform/settings.ts";
import type { Parts } from "./cores.ts";
import { postmasterOf } from "./processes.ts";
import { openServer, openShop, type Server } from "./shop.ts";

/** Servers on one database, as visitors see them: the URLs that they are sent to. */
export type Site = {
  readonly urls: readonly string[];
  /** URL of the database. */
  readonly databaseUrl: string;
  readonly parts: Parts<"servers" | "database" | "replicas" | "load program">;
  close(): Promise<void>;
};

export type SiteOptions = {
  /** Folder of the data. */
  readonly folder: string;
  readonly processes: number;
  /** All processes answer at one port, where the program can do that; else each has its own. */
  readonly isOnePort: boolean;
  readonly replicas: number;
  /** Connections that the database admits; by default as many as the processes ask for. */
  readonly databaseConnections?: number | undefined;
  readonly settings: Readonly<Record<string, string>>;
};

type Replica = { readonly pid: number; readonly url: string };

/** Returns whether this tree's program knows a setting. */
export function hasSetting(name: string): boolean {
  return Object.values(knownSettings).some(({ env }) => env === name);
}

/** Opens server processes on one embedded database; the first also runs the jobs. */
export async function openSite(options: SiteOptions): Promise<Site> {
  const { folder, processes, isOnePort, replicas, databaseConnections, settings } = options;
  if (databaseConnections !== undefined) return openWithin(databaseConnections, options);
  const dataDir = join(folder, "shop");
  const ports = isOnePort && hasSetting("WORKERS") ? 1 : processes;
  const own = {
    ...settings,
    ...(ports < processes ? { WORKERS: String(processes) } : {}),
    ...(replicas > 0 ? { REPLICAS: String(replicas) } : {}),
  };
  const first = await openShop(dataDir, own);
  const servers: Server[] = [first];
  const close = async () => {
    for (const server of servers.toReversed()) await server.close();
  };
  try {
    const { databaseUrl } = first;
    const copies = replicasIn(dataDir, databaseUrl);
    const others = { ...settings, ...addressesOf(databaseUrl, copies), SAMPLE_CATALOGUE: "off", WORKER: "off" };
    while (servers.length < ports)
      servers.push(await openServer({ ...others, DATA_DIR: join(folder, `server-${servers.length + 1}`) }));
    const parts = {
      servers: servers.map(({ pid }) => pid),
      database: [await postmasterOf(databaseUrl)],
      replicas: copies.map(({ pid }) => pid),
      "load program": [process.pid],
    };
    return { urls: servers.map(({ url }) => url), databaseUrl, parts, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Opens server processes at one port, on a database that admits so many connections whatever they ask for. */
async function openWithin(
  connections: number,
  { folder, processes, settings }: Pick<SiteOptions, "folder" | "processes" | "settings">,
): Promise<Site> {
  const options = { dataDir: join(folder, "shop"), settings: { max_connections: String(connections) } };
  const { url: databaseUrl, stop } = await startEmbedded(options);
  try {
    const own = { DATABASE_URL: databaseUrl, DATA_DIR: join(folder, "server"), WORKERS: String(processes) };
    const server = await openServer({ ...settings, ...own });
    const parts = {
      servers: [server.pid],
      database: [await postmasterOf(databaseUrl)],
      replicas: [],
      "load program": [process.pid],
    };
    const close = async () => {
      await server.close();
      await stop();
    };
    return { urls: [server.url], databaseUrl, parts, close };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Returns the running replicas of the embedded database of a data folder. */
function replicasIn(dataDir: string, databaseUrl: string): Replica[] {
  return globSync("database/replica-*/cluster/postmaster.pid", { cwd: dataDir }).map((path) => {
    const [pid, , , port = ""] = readFileSync(join(dataDir, path), "utf8").split("\n");
    const url = new URL(databaseUrl);
    url.port = port;
    return { pid: Number(pid), url: url.href };
  });
}

function addressesOf(databaseUrl: string, replicas: readonly Replica[]): Readonly<Record<string, string>> {
  const urls = replicas.map(({ url }) => url).join(",");
  return { DATABASE_URL: databaseUrl, ...(urls ? { DATABASE_READ_URLS: urls } : {}) };
}
