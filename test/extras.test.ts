import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path/posix";
import { test } from "node:test";
import { root } from "./architecture/source.ts";

type Locked = {
  readonly version?: string;
  readonly integrity?: string;
  readonly dependencies?: Record<string, string>;
};
type Manifest = Readonly<Record<"dependencies" | "devDependencies", Readonly<Record<string, string>>>>;

const read = (path: string): unknown => JSON.parse(readFileSync(join(root, path), "utf8"));
const manifestIn = (folder: string): Manifest => read(join(folder, "package.json")) as Manifest;
const lockedIn = (folder: string): Readonly<Record<string, Locked>> =>
  (read(join(folder, "package-lock.json")) as { packages: Record<string, Locked> }).packages;

/** Returns how an optional part's packages differ from those that the tests run with. */
const differences = (part: Readonly<Record<string, Locked>>, whole: Readonly<Record<string, Locked>>): string[] =>
  Object.entries(part)
    .filter(([path]) => path !== "")
    .filter(([path, { integrity }]) => integrity === undefined || whole[path]?.integrity !== integrity)
    .map(([path]) => path);

test("an optional part is installed with the packages that the tests run with", () => {
  const parts = globSync("extras/*/package.json", { cwd: root }).map((path) => dirname(path.replaceAll("\\", "/")));
  assert.deepEqual(parts.toSorted(), ["extras/redis", "extras/telemetry"]);
  const { dependencies, devDependencies } = manifestIn(".");
  const whole = lockedIn(".");
  for (const part of parts) {
    const named = Object.entries(manifestIn(part).dependencies);
    assert.ok(named.length > 0);
    for (const [name, version] of named) {
      assert.equal(devDependencies[name], version, `${name}, for development`);
      assert.equal(dependencies[name], undefined, `${name} comes with the part alone`);
    }
    const own = lockedIn(part);
    assert.deepEqual(own[""]?.dependencies, Object.fromEntries(named), `${part} and its lockfile`);
    assert.deepEqual(differences(own, whole), []);
    assert.deepEqual(differences({ "node_modules/x": { integrity: "sha512-x" } }, whole), ["node_modules/x"]);
  }
});
