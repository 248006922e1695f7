import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { askingUrl } from "../support/clients/buyers.ts";
import { makeBases, podman, withoutPodman } from "../support/deploy/podman.ts";
import { freePort } from "../support/servers/free-port.ts";
import { until } from "../support/until.ts";

const image = "localhost/selvedge-test";
const mostMegabytes = 480;
const user = "10001";

/** A running process: its number, its parent's, its name and state. */
type Running = { readonly pid: number; readonly parent: number; readonly name: string; readonly state: string };

const running = (): Running[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        const [, name = "", state = "", parent = ""] = /\((.*)\) (\w) (\d+)/.exec(stat) ?? [];
        return [{ pid: Number(pid), parent: Number(parent), name, state }];
      } catch {
        return [];
      }
    });

/** Returns the processes of a container by that of its first one: those of other tests are none of its business. */
const within = (first: number): Running[] => {
  const all = running();
  const isBelow = ({ parent }: Running): boolean =>
    parent === first || all.some((one) => one.pid === parent && isBelow(one));
  return all.filter(isBelow);
};

describe("the image", { skip: withoutPodman }, () => {
  const folder = mkdtempSync("/var/tmp/selvedge-image-");
  const container = `selvedge-test-${process.pid}`;
  const volume = `${container}-data`;
  let url = "";
  const ask = (...asked: Parameters<ReturnType<typeof askingUrl>>) => askingUrl(url)(...asked);
  const isReady = async () => (await ask("GET", "/readyz").catch(() => undefined))?.status === 200;
  const pid = () => Number(podman("inspect", "--format={{.State.Pid}}", container));

  before(async () => {
    const bases = makeBases(folder);
    const how = ["--isolation=chroot", "--network=host", "--format=docker", "--quiet"];
    podman("build", ...how, ...bases, "--file=deploy/Dockerfile", `--tag=${image}`, ".");
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const settings = ["HOST=127.0.0.1", `PORT=${port}`, "PAYMENT_TEST_IN_PRODUCTION=on", "LOG_LEVEL=warn"];
    podman(
      "run",
      "--detach",
      `--name=${container}`,
      `--volume=${volume}:/data`,
      "--network=host",
      "--read-only",
      "--tmpfs=/tmp",
      "--cap-drop=all",
      "--security-opt=no-new-privileges",
      "--ulimit=nofile=1024:1024",
      "--ulimit=nproc=4096:4096",
      ...settings.map((setting) => `--env=${setting}`),
      image,
    );
    await until(isReady, 60_000, "the shop in the container is ready");
  });
  after(() => {
    for (const end of [
      ["rm", "--force", "--ignore", container],
      ["volume", "rm", "--force", volume],
      ["rmi", "--force", image, "localhost/selvedge-test-base", "localhost/selvedge-test-build"],
    ])
      podman(...end);
    rmSync(folder, { recursive: true, force: true });
  });

  test("is small, and holds no package manager of Node", (context) => {
    const megabytes = Math.round(Number(podman("image", "inspect", "--format={{.Size}}", image)) / 1e6);
    context.diagnostic(`image: ${megabytes} MB`);
    assert.ok(megabytes < mostMegabytes, `${megabytes} MB`);
    assert.throws(() => podman("exec", container, "npm", "--version"));
  });

  test("holds the optional parts, which no command could add to it", () => {
    for (const part of readdirSync("extras"))
      podman(
        "exec",
        container,
        "node",
        "--input-type=module",
        "--eval",
        `await import("/app/extras/${part}/index.ts")`,
      );
  });

  test("opens the sample shop as a user without rights, with a root that cannot be written to", async () => {
    assert.equal((await ask("GET", "/products?limit=1")).status, 200);
    const status = readFileSync(`/proc/${pid()}/status`, "utf8");
    assert.match(status, new RegExp(`^Uid:\\t${user}\\t`, "m"));
    assert.match(status, /^CapEff:\t0+$/m);
    assert.throws(() => podman("exec", container, "node", "-e", 'require("node:fs").writeFileSync("/app/x", "")'));
  });

  test("says by its health check whether it serves", () => {
    podman("healthcheck", "run", container);
  });

  test("reaps what a killed database leaves behind, and serves again", async () => {
    const first = pid();
    const servers = within(first).filter(({ name }) => name === "postgres");
    const postmaster = servers.find(({ parent }) => servers.every(({ pid: other }) => other !== parent));
    assert.ok(postmaster);
    process.kill(postmaster.pid, "SIGKILL");
    await until(() => within(first).every((one) => one.pid !== postmaster.pid), 10_000, "it is gone");
    await until(isReady, 30_000, "the database runs again");
    await until(() => within(first).every(({ state }) => state !== "Z"), 10_000, "no dead process is left");
    assert.equal(readFileSync(`/proc/${first}/comm`, "utf8").trim(), "tini");
  });

  test("ends in order when it is told to, and finds its data again", async () => {
    const account = { name: "Ada Weaver", email: "ada@example.com", password: "twill and denim 9" };
    assert.equal((await ask("POST", "/customers", account)).status, 200);
    const began = Date.now();
    podman("stop", "--time=40", container);
    assert.ok(Date.now() - began < 20_000, "it was not killed");
    assert.equal(podman("inspect", "--format={{.State.ExitCode}}", container), "0");
    podman("start", container);
    await until(isReady, 60_000, "the shop is ready again");
    const { email, password } = account;
    assert.equal((await ask("POST", "/customers/login", { email, password })).status, 200);
  });
});
