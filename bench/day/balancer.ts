import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { userInfo } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "../../test/support/servers/free-port.ts";
import { end } from "../process.ts";
import type { Server } from "../shop.ts";

const configuration = fileURLToPath(new URL("../../deploy/haproxy.cfg", import.meta.url));
const longestStart = 5000;

/** Returns whether this machine has HAProxy, and this tree its configuration. */
export function hasBalancer(): boolean {
  return existsSync(configuration) && spawnSync("haproxy", ["-v"]).error === undefined;
}

/** Starts HAProxy, as it is configured for a shop, before two servers; its files are in this folder. */
export async function openBalancer(urls: readonly string[], folder: string): Promise<Server> {
  const [one, two] = urls.map((url) => new URL(url).host);
  if (one === undefined || two === undefined || urls.length > 2)
    throw new Error("HAProxy is configured for two servers; --direct does without it.");
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const balancer = spawn("haproxy", ["-db", "-f", configuration], {
    env: {
      ...process.env,
      ...ownAccount(),
      SELVEDGE_PROXY_SOCKET: join(folder, "haproxy.sock"),
      SELVEDGE_BIND: `127.0.0.1:${port}`,
      SELVEDGE_PEER: `127.0.0.1:${await freePort()}`,
      SELVEDGE_STATS: `127.0.0.1:${await freePort()}`,
      SELVEDGE_SERVER_1: one,
      SELVEDGE_SERVER_2: two,
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const close = () => end(balancer, "SIGTERM");
  const deadline = Date.now() + longestStart;
  while (balancer.exitCode === null && Date.now() < deadline) {
    const reply = await fetch(`${url}/readyz`).catch(() => undefined);
    await reply?.arrayBuffer();
    if (reply?.ok) return { url, pid: balancer.pid ?? 0, close };
    await delay(20);
  }
  await close();
  throw new Error("HAProxy did not start.");
}

/** Returns whom HAProxy runs as: itself where root starts it, else whoever does. */
function ownAccount(): Readonly<Record<string, string>> {
  if (process.getuid?.() === 0) return {};
  const { stdout } = spawnSync("id", ["-gn"], { encoding: "utf8" });
  return { SELVEDGE_PROXY_USER: userInfo().username, SELVEDGE_PROXY_GROUP: stdout.trim() };
}
