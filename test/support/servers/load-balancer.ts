import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { until } from "../until.ts";
import { freePort } from "./free-port.ts";
import { childrenOf, isThere } from "./processes.ts";

const shipped = readFileSync(new URL("../../../deploy/haproxy.cfg", import.meta.url), "utf8");

export const hasHaproxy = (): boolean => spawnSync("haproxy", ["-v"]).status === 0;

/** Skips the test where HAProxy is not installed, or fails in CI. */
export const requireHaproxy = (context: Pick<TestContext, "skip">): boolean => {
  if (hasHaproxy()) return true;
  if (process.env["CI"] === "true") throw new Error("HAProxy is not installed.");
  context.skip("HAProxy is not installed");
  return false;
};

/** Returns the shipped configuration for this user: only root may become another. */
const configuration = (): string =>
  process.getuid?.() === 0 ? shipped : shipped.replaceAll(/^ {4}(?:user|group) .*\n/gm, "");

/** Returns what HAProxy says to the shipped configuration with these variables, and its exit code. */
export const checkConfiguration = (variables: Readonly<Record<string, string>> = {}) => {
  const folder = mkdtempSync(join(tmpdir(), "selvedge-haproxy-"));
  try {
    const file = join(folder, "haproxy.cfg");
    writeFileSync(file, configuration());
    const env = { PATH: process.env["PATH"], SELVEDGE_PROXY_SOCKET: join(folder, "admin.sock"), ...variables };
    const { status, stdout, stderr } = spawnSync("haproxy", ["-c", "-f", file], { env, encoding: "utf8" });
    return { status, said: `${stdout}${stderr}` };
  } finally {
    rmSync(folder, { recursive: true });
  }
};

export type LoadBalancer = {
  readonly url: string;
  /** Address of its statistics. */
  readonly stats: string;
  /** Returns whether both servers get requests. */
  areUp(): Promise<boolean>;
  /** Reads the configuration again, in a new process. */
  reload(): Promise<void>;
  /** Waits until HAProxy sends requests to both servers. */
  untilBothAreUp(): Promise<void>;
};

export type LoadBalancerOptions = {
  /** Addresses of the two servers. */
  readonly servers: readonly [string, string];
  readonly variables?: Readonly<Record<string, string>>;
  /** Changes the configuration, for instance to plant a fault. */
  readonly spoil?: (configuration: string) => string;
};

/** Runs work after a test, or after several. */
type Ending = { after(work: () => unknown): void };

/** Starts HAProxy with the shipped configuration, and ends it after the test. */
export const startLoadBalancer = async (
  context: Ending,
  { servers: [one, two], variables = {}, spoil = (text) => text }: LoadBalancerOptions,
): Promise<LoadBalancer> => {
  const folder = mkdtempSync(join(tmpdir(), "selvedge-haproxy-"));
  chmodSync(folder, 0o755);
  const file = join(folder, "haproxy.cfg");
  writeFileSync(file, spoil(configuration()));
  const [port, stats, peer] = [await freePort(), await freePort(), await freePort()];
  const env = {
    PATH: process.env["PATH"],
    SELVEDGE_PROXY_SOCKET: join(folder, "admin.sock"),
    SELVEDGE_BIND: `127.0.0.1:${port}`,
    SELVEDGE_STATS: `127.0.0.1:${stats}`,
    SELVEDGE_PEER: `127.0.0.1:${peer}`,
    SELVEDGE_SERVER_1: one,
    SELVEDGE_SERVER_2: two,
    ...variables,
  };
  const master = spawn("haproxy", ["-W", "-f", file], { env, stdio: ["ignore", "ignore", "inherit"] });
  const gone = once(master, "exit");
  const pid = master.pid ?? 0;
  owner.after(async () => {
    const workers = childrenOf(pid);
    master.kill("SIGKILL");
    await gone;
    for (const worker of workers.filter(isThere)) process.kill(worker, "SIGKILL");
    rmSync(folder, { recursive: true });
  });
  const isUp = async () => (await fetch(`http://127.0.0.1:${stats}/stats`).catch(() => undefined))?.status === 200;
  await until(isUp, 20_000, "HAProxy is up");
  return {
    url: `http://127.0.0.1:${port}`,
    stats: `http://127.0.0.1:${stats}`,
    areUp: () => areUp(stats),
    async reload() {
      const before = childrenOf(pid);
      master.kill("SIGUSR2");
      await until(() => childrenOf(pid).some((child) => !before.includes(child)), 20_000, "a new process is there");
      await until(isUp, 20_000, "HAProxy is up again");
    },
    untilBothAreUp: async () => void (await until(() => areUp(stats), 20_000, "both servers are up")),
  };
};

const areUp = async (stats: number): Promise<boolean> => {
  const reply = await fetch(`http://127.0.0.1:${stats}/stats;csv`).catch(() => undefined);
  const rows = ((await reply?.text()) ?? "").split("\n").map((row) => row.split(","));
  const column = rows[0]?.indexOf("status") ?? 0;
  const states = rows.filter(([name]) => name === "servers").map((row) => row[column]);
  return states.length > 0 && states.every((state) => state === "UP");
};
