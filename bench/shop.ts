import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "../test/support/servers/free-port.ts";
import { reachEmbedded } from "../src/platform/embedded-postgres/index.ts";
import type { Reply } from "./ask.ts";
import { end } from "./process.ts";

/** A measured server in a separate process. */
export type Server = { readonly url: string; readonly pid: number; close(): Promise<void> };
/** A shop with the URL of its database. */
export type Shop = Server & { readonly databaseUrl: string };

const root = fileURLToPath(new URL("..", import.meta.url));
/** Command of `npm start`, without npm in between. */
const [, ...program] = (
  JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: { start: string } }
).scripts.start.split(" ");
const longestStart = 60_000;

const untilAnswered = async (url: string, program: ChildProcess): Promise<void> => {
  const deadline = Date.now() + longestStart;
  while (program.exitCode === null && Date.now() < deadline) {
    const reply = await fetch(url).catch(() => undefined);
    if (reply?.ok) return void (await reply.arrayBuffer());
    await delay(5);
  }
  throw new Error(`The shop at ${url} did not open.`);
};

/** Environment of a separate shop; DATABASE_URL is empty, so that the shop starts its embedded database. */
const environmentOf = (port: number, dataDir: string, settings: Readonly<Record<string, string>>) => ({
  ...process.env,
  DATABASE_URL: "",
  HOST: "127.0.0.1",
  PORT: String(port),
  DATA_DIR: dataDir,
  ...settings,
});

/** Starts a shop with real settings on the embedded database of a data folder. */
export const openShop = async (dataDir: string, settings: Readonly<Record<string, string>>): Promise<Shop> => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const shop = spawn(process.execPath, program, {
    cwd: root,
    env: environmentOf(port, dataDir, settings),
    stdio: ["ignore", "ignore", "inherit"],
  });
  await untilAnswered(`${url}/readyz`, shop);
  const { url: databaseUrl } = await reachEmbedded({ dataDir });
  return { url, databaseUrl, pid: shop.pid ?? 0, close: () => end(shop, "SIGINT") };
};

/** Runs `npm start` and returns the milliseconds until the first page of products. */
export const timeToOpen = async (dataDir: string): Promise<number> => {
  const port = await freePort();
  const began = performance.now();
  const shop = spawn("npm", ["start"], {
    cwd: root,
    env: { ...environmentOf(port, dataDir, {}), npm_config_loglevel: "error" },
    stdio: ["ignore", "ignore", "inherit"],
    detached: true,
  });
  const ended = once(shop, "exit");
  try {
    await untilAnswered(`http://127.0.0.1:${port}/products`, shop);
    return performance.now() - began;
  } finally {
    // Signals the whole process group of npm, as Ctrl-C does.
    if (shop.pid && shop.exitCode === null) process.kill(-shop.pid, "SIGINT");
    await ended;
  }
};

/** Starts a bare node:http server that answers every request with this reply. */
export const openBare = async (reply: Reply): Promise<Server> => {
  const bare = fork(fileURLToPath(new URL("bare.ts", import.meta.url)), { serialization: "advanced" });
  bare.send(reply);
  const [port] = (await once(bare, "message")) as [number];
  return { url: `http://127.0.0.1:${port}`, pid: bare.pid ?? 0, close: () => end(bare, "SIGTERM") };
};
