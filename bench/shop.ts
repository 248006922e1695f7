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

type Settings = Readonly<Record<string, string>>;

/** Root folder of this repository. */
export const root = fileURLToPath(new URL("..", import.meta.url));
const longestStart = 60_000;

/** Returns what a script of a tree's package.json gives to Node, so that it runs without npm in between. */
export const commandOf = (tree: string, script: string): string[] => {
  const { scripts } = JSON.parse(readFileSync(join(tree, "package.json"), "utf8")) as {
    scripts: Readonly<Record<string, string>>;
  };
  const [, ...command] = scripts[script]?.split(" ") ?? [];
  if (command.length === 0) throw new Error(`${tree} has no script "${script}".`);
  return command;
};

const untilAnswered = async (url: string, program: ChildProcess): Promise<void> => {
  const deadline = Date.now() + longestStart;
  while (program.exitCode === null && Date.now() < deadline) {
    const reply = await fetch(url).catch(() => undefined);
    if (reply?.ok) return void (await reply.arrayBuffer());
    await delay(5);
  }
  throw new Error(`The shop at ${url} did not open.`);
};

/** Starts a shop with real settings on the embedded database of a data folder: this tree's program, or another's. */
export const openShop = async (dataDir: string, settings: Settings, tree = root): Promise<Shop> => {
  const server = await openServer({ DATABASE_URL: "", DATA_DIR: dataDir, ...settings }, tree);
  const { url: databaseUrl } = await reachEmbedded({ dataDir });
  return { ...server, databaseUrl };
};

/** Starts a server with these settings, among them where its database is. */
export const openServer = async (settings: Settings, tree = root): Promise<Server> => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = spawn(process.execPath, commandOf(tree, "start"), {
    cwd: tree,
    env: { ...process.env, HOST: "127.0.0.1", PORT: String(port), ...settings },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const close = () => end(server, "SIGINT");
  try {
    await untilAnswered(`${url}/readyz`, server);
    return { url, pid: server.pid ?? 0, close };
  } catch (error) {
    await close();
    throw error;
  }
};

/** Runs `npm start` and returns the milliseconds until the first page of products. */
export const timeToOpen = async (dataDir: string): Promise<number> => {
  const port = await freePort();
  const began = performance.now();
  const shop = spawn("npm", ["start"], {
    cwd: root,
    env: {
      ...process.env,
      DATABASE_URL: "",
      HOST: "127.0.0.1",
      PORT: String(port),
      DATA_DIR: dataDir,
      npm_config_loglevel: "error",
    },
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
