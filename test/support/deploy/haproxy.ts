import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../servers/free-port.ts";

const program = "/usr/sbin/haproxy";

/** Reason to skip the tests that run HAProxy, or false. In CI they always run, and fail without the program. */
export const withoutHaproxy =
  existsSync(program) || process.env["CI"] === "true" ? false : `${program} is not installed (apt-get install haproxy)`;

/** Repeats only what was never sent, so that a request which a server drops fails for its client. */
const configuration = (port: number, servers: readonly number[]): string => `
global
    maxconn 1000
defaults
    mode http
    option forwardfor
    timeout connect 1s
    timeout client 30s
    timeout server 30s
    timeout queue 5s
    timeout check 2s
    retries 3
    retry-on conn-failure
    option redispatch 1
frontend shop
    bind 127.0.0.1:${port}
    default_backend servers
backend servers
    balance roundrobin
    option httpchk GET /readyz
    default-server inter 200ms fastinter 100ms fall 1 rise 2 maxconn 500
${servers.map((server, index) => `    server s${index} 127.0.0.1:${server} check`).join("\n")}
`;

/** Starts HAProxy in front of servers on ports of this machine; returns its URL. */
export const startHaproxy = async (servers: readonly number[]): Promise<{ url: string; stop(): Promise<void> }> => {
  const folder = mkdtempSync(join(tmpdir(), "selvedge-haproxy-"));
  const port = await freePort();
  const file = join(folder, "haproxy.cfg");
  writeFileSync(file, configuration(port, servers));
  const child = spawn(program, ["-db", "-f", file], { stdio: "ignore" });
  const gone = once(child, "exit");
  const kill = () => void child.kill("SIGKILL");
  process.once("exit", kill);
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      kill();
      await gone;
      process.off("exit", kill);
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
