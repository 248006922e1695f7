import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { parse } from "yaml";
import { settings } from "../../src/platform/settings.ts";
import { root } from "../architecture/source.ts";
import { withoutHaproxy } from "../support/deploy/haproxy.ts";
import { startRedis, withoutRedis } from "../support/redis/redis.ts";

type Container = {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
};
type Composition = { readonly services: Readonly<Record<string, Container>>; readonly volumes: object };

const read = (path: string): string => readFileSync(join(root, "deploy", path), "utf8");
const dockerfile = read("Dockerfile");
const compositions = ["compose.yaml", "compose.scale.yaml"] as const;
const known = new Set<string>(Object.values(settings).map(({ env }) => env));

const folder = mkdtempSync(join(tmpdir(), "selvedge-containers-"));
after(() => rmSync(folder, { recursive: true }));

/** Returns what a Dockerfile copies from the repository. */
const copied = (text: string): string[] =>
  [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources = ""]) => sources.split(" "));

/** Returns the settings that a Dockerfile sets and the shop does not have. */
const unknownIn = (text: string): string[] =>
  [...text.matchAll(/^ENV (.+)$/gm)]
    .flatMap(([, pairs = ""]) => pairs.split(" ").map((pair) => pair.split("=")[0] ?? ""))
    .filter((name) => !known.has(name));

const composition = (text: string): Composition => parse(text, { merge: true }) as Composition;

/** Returns the faults of the containers that run the shop. */
const faultsOf = ({ services }: Composition): string[] =>
  Object.entries(services)
    .filter(([, { image }]) => image === "selvedge")
    .flatMap(([name, { environment = {}, read_only: isReadOnly, cap_drop: dropped }]) => [
      ...Object.keys(environment)
        .filter((given) => !known.has(given))
        .map((given) => `${name} sets ${given}`),
      ...(isReadOnly === true ? [] : [`${name} writes to its own files`]),
      ...(dropped?.includes("ALL") ? [] : [`${name} keeps rights`]),
    ]);

/** Returns the files that containers take from this repository, and the volumes, that do not exist. */
const missingIn = ({ services, volumes }: Composition): string[] =>
  Object.values(services)
    .flatMap((service) => service.volumes ?? [])
    .map((volume) => volume.split(":")[0] ?? "")
    .filter((source) =>
      source.startsWith("./") ? !existsSync(join(root, "deploy", source)) : !Object.hasOwn(volumes, source),
    );

test("what the image copies exists, and is sent to its builder", () => {
  const sources = copied(dockerfile);
  assert.ok(sources.length >= 6, sources.join());
  const missing = (text: string) => copied(text).filter((path) => !existsSync(join(root, path)));
  assert.deepEqual(missing(dockerfile), []);
  assert.deepEqual(missing(dockerfile.replace("COPY sample sample", "COPY samples sample")), ["samples"]);
  const sent = [...read("Dockerfile.dockerignore").matchAll(/^!(.+)$/gm)].map(([, path = ""]) => path);
  assert.deepEqual(sent.toSorted(), sources.toSorted());
});

test("the image runs the shop as npm start does, under a first process, and not as root", () => {
  const last = dockerfile.slice(dockerfile.lastIndexOf("\nFROM "));
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: { start: string } };
  const [, entry = "[]"] = /^ENTRYPOINT (.+)$/m.exec(last) ?? [];
  assert.deepEqual(JSON.parse(entry), ["tini", "--", ...scripts.start.split(" ")]);
  assert.match(last, /^USER [1-9]\d+:[1-9]\d+$/m);
  assert.match(last, /^HEALTHCHECK [^]*\/readyz/m);
  assert.match(last, /^VOLUME \/data$/m);
  assert.match(last, /^ENV .*\bDATA_DIR=\/data$/m);
});

test("the image sets what is a setting", () => {
  assert.deepEqual(unknownIn(dockerfile), []);
  assert.deepEqual(unknownIn(`${dockerfile}\nENV PROT=1\n`), ["PROT"]);
});

for (const file of compositions) {
  test(`${file} sets what is a setting, leaves nothing open and names what exists`, () => {
    const text = read(file);
    const right = composition(text);
    assert.ok(Object.values(right.services).some(({ image }) => image === "selvedge"));
    assert.deepEqual(faultsOf(right), []);
    assert.deepEqual(missingIn(right), []);
    assert.match(faultsOf(composition(text.replaceAll("SMTP_URL:", "SMPT_URL:"))).join(), /sets SMPT_URL/);
    assert.match(faultsOf(composition(text.replaceAll("read_only: true", "read_only: false"))).join(), /own files/);
    assert.match(faultsOf(composition(text.replaceAll("- ALL", "- KILL"))).join(), /keeps rights/);
    assert.deepEqual(missingIn(composition(text.replace(/^ {2}data:$/m, "  date:"))).slice(0, 1), ["data"]);
  });
}

test("Redis takes its command of the composition, and forgets what was not used for longest", async (context) => {
  if (withoutRedis) return context.skip(withoutRedis);
  const { redis } = composition(read("compose.scale.yaml")).services;
  const [program, ...given] = redis?.command ?? [];
  assert.equal(program, "redis-server");
  const password = "twill-and-denim";
  const chosen = given.map((word) => word.replace("${REDIS_PASSWORD:?}", password).replace(/^\$\{\w+:-(.*)\}$/, "$1"));
  assert.ok(chosen.includes(password));
  const server = await startRedis({ password, settings: chosen });
  context.after(() => server.stop());
  const setting = async (name: string) => (await server.tell("config", "get", name)).split("\n")[1] ?? "";
  assert.equal(await setting("maxmemory-policy"), "allkeys-lru");
  assert.ok(Number(await setting("maxmemory")) > 0);
  assert.equal(await setting("save"), "");
});

test("a file that is no YAML is noticed", () => {
  assert.throws(() => composition(`${read("compose.yaml")}\n  - : [`));
});

test("HAProxy takes the configuration of the composition", { skip: withoutHaproxy }, () => {
  const check = (text: string) => {
    const path = join(folder, "haproxy.cfg");
    writeFileSync(path, text);
    const { status, stderr } = spawnSync("haproxy", ["-c", "-f", path], { encoding: "utf8", timeout: 20_000 });
    return { status, stderr };
  };
  const text = read("haproxy.compose.cfg");
  assert.deepEqual(check(text).status, 0, check(text).stderr);
  assert.notEqual(check(text.replace("balance roundrobin", "balance around")).status, 0);
});

test("a shell can read every script", () => {
  const scripts = globSync("deploy/**/*.sh", { cwd: root });
  assert.ok(scripts.length >= 2);
  const read = (path: string) => spawnSync("sh", ["-n", path]).status;
  for (const script of scripts) assert.equal(read(join(root, script)), 0, script);
  const wrong = join(folder, "wrong.sh");
  writeFileSync(wrong, "if true; then\n");
  assert.notEqual(read(wrong), 0);
});
