import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../../architecture/source.ts";

const programs = ["podman", "runc", "debootstrap"];

const isThere = (program: string): boolean => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
const missing = programs.filter((program) => !isThere(program));

/** Reason to skip the tests that build an image, or false. In CI they always run, and fail without the programs. */
export const withoutPodman =
  process.env["CI"] === "true" || (missing.length === 0 && process.getuid?.() === 0)
    ? false
    : `needs root, and ${programs.join(", ")} (apt-get install podman runc debootstrap)`;

/** Runs podman, with what works inside of another container too; returns what it printed. */
export const podman = (...given: readonly string[]): string =>
  execFileSync("podman", ["--runtime=runc", "--cgroup-manager=cgroupfs", ...given], {
    encoding: "utf8",
    cwd: root,
    timeout: 600_000,
    maxBuffer: 256 * 1024 ** 2,
    stdio: ["ignore", "pipe", "inherit"],
  }).trim();

/** Returns the mirror from which this machine installs its packages. */
const mirror = (): string => {
  const lists = globSync("/etc/apt/{sources.list,sources.list.d/*}").filter((path) => existsSync(path));
  const [, url] =
    /^(?:deb (?:\[[^\]]*\] )?|URIs: )(https?:\S*debian)\/?(?=\s)/m.exec(
      lists.map((path) => readFileSync(path, "utf8")).join("\n"),
    ) ?? [];
  return url ?? "http://deb.debian.org/debian";
};

const importFolder = (folder: string, image: string): void => {
  execFileSync("sh", ["-c", `tar --create --directory="$1" . | podman import --quiet - "$2"`, "sh", folder, image], {
    stdio: ["ignore", "ignore", "inherit"],
    timeout: 300_000,
  });
};

/**
 * Makes, without a registry, the two images that the Dockerfile starts from: a bare Debian, and one with the Node and
 * npm of this machine's packages. Returns them as arguments of a build.
 */
export const makeBases = (folder: string): string[] => {
  const system = join(folder, "debian");
  execFileSync("debootstrap", ["--variant=minbase", "--include=ca-certificates", "bookworm", system, mirror()], {
    stdio: ["ignore", "ignore", "inherit"],
    timeout: 600_000,
  });
  rmSync(join(system, "var/cache/apt/archives"), { recursive: true, force: true });
  importFolder(system, "localhost/selvedge-test-base");
  const npm = dirname(dirname(realpathSync(execFileSync("sh", ["-c", "command -v npm"], { encoding: "utf8" }).trim())));
  mkdirSync(join(system, "var/cache/apt/archives/partial"), { recursive: true });
  cpSync(process.execPath, join(system, "usr/local/bin/node"));
  cpSync(npm, join(system, "usr/local/lib/node_modules/npm"), { recursive: true, verbatimSymlinks: true });
  symlinkSync("../lib/node_modules/npm/bin/npm-cli.js", join(system, "usr/local/bin/npm"));
  trustAsHere(system);
  importFolder(system, "localhost/selvedge-test-build");
  return ["--build-arg=BASE=localhost/selvedge-test-base", "--build-arg=BUILD=localhost/selvedge-test-build"];
};

/** Makes npm in a system trust the certificate authority that it trusts on this machine, where one is configured. */
const trustAsHere = (system: string): void => {
  const authority = execFileSync("npm", ["config", "get", "cafile"], { encoding: "utf8" }).trim();
  if (!existsSync(authority)) return;
  cpSync(authority, join(system, "usr/local/etc/authority.pem"));
  writeFileSync(join(system, "usr/local/etc/npmrc"), "cafile=/usr/local/etc/authority.pem\n");
};
