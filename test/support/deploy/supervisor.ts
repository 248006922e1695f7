import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, realpathSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { quoted } from "../../../deploy/release/host.ts";

type Unit = { readonly folder: string; readonly settings: Readonly<Record<string, string>> };

/** Restarts servers of the current release of a host, as systemd does for a unit. */
export type Supervisor = {
  /** Returns the shell command that restarts a unit. */
  restartOf(name: string): string;
  /** Ends every unit and itself. */
  close(): Promise<void>;
};

/** Opens a supervisor of units; each is the program in the folder `current` of a host's folder. */
export const openSupervisor = async (units: Readonly<Record<string, Unit>>): Promise<Supervisor> => {
  const running = new Map<string, ChildProcess>();
  let isClosed = false;
  const end = async (name: string): Promise<void> => {
    const child = running.get(name);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    await once(child, "exit");
  };
  const start = (name: string): void => {
    const { folder, settings } = units[name] as Unit;
    const log = openSync(join(folder, "log"), "a");
    const child = spawn(process.execPath, ["src/cli/launch.js"], {
      cwd: realpathSync(join(folder, "current")),
      env: { PATH: process.env["PATH"], ...settings },
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    running.set(name, child);
  };
  const server = createServer((request, reply) => {
    const name = decodeURIComponent(request.url?.slice(1) ?? "");
    const restarted = async (): Promise<void> => {
      await end(name);
      if (!isClosed) start(name);
      reply.end();
    };
    restarted().catch((error: unknown) => reply.writeHead(500).end(String(error)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    restartOf(name) {
      const url = `http://127.0.0.1:${port}/${encodeURIComponent(name)}`;
      const call = `fetch("${url}").then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))`;
      return `${quoted(process.execPath)} -e ${quoted(call)}`;
    },
    async close() {
      isClosed = true;
      await Promise.all(Object.keys(units).map(end));
      server.close();
      server.closeAllConnections();
    },
  };
};
