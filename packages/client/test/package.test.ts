import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { listeningShop } from "./shop.ts";

const run = promisify(execFile);
const folder = fileURLToPath(new URL("../", import.meta.url));
const { url } = listeningShop();

/** Bytes that the client may add to a page, compressed. */
const mostBytes = 8000;

// Settings of the npm that runs the tests would reach the one that they run.
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("npm_")));

let project: string;
before(async () => {
  project = await mkdtemp(join(tmpdir(), "selvedge-client-"));
  await run("npm", ["pack", "--pack-destination", project], { cwd: folder, env });
  await writeFile(join(project, "package.json"), JSON.stringify({ name: "storefront", private: true, type: "module" }));
  await run("npm", ["install", "--offline", "--no-audit", "--no-fund", "./selvedge-client-0.1.0.tgz"], {
    cwd: project,
    env,
  });
});
after(() => rm(project, { recursive: true, force: true }));

const installed = (path: string): string => join(project, "node_modules/@selvedge/client", path);

test("the client is one file without dependencies, of at most 8 kB", async (context) => {
  const bundle = await readFile(installed("dist/index.js"));
  const bytes = gzipSync(bundle).length;
  context.diagnostic(`${bytes} bytes compressed, ${bundle.length} plain`);
  assert.ok(bytes <= mostBytes, `${bytes} bytes`);
  assert.doesNotMatch(bundle.toString(), /\bfrom\s*["']|\brequire\(|\bimport\s*["'(]/);
  const { dependencies, peerDependencies } = JSON.parse(await readFile(installed("package.json"), "utf8"));
  assert.deepEqual([dependencies, peerDependencies], [undefined, undefined]);
  assert.match(await readFile(installed("LICENSE"), "utf8"), /Drew Powers/);
});

test("a program of a fresh project lists products with the packed client", async () => {
  await writeFile(
    join(project, "program.js"),
    `import { openShop, ShopProblem } from "@selvedge/client";
const shop = openShop({ url: ${JSON.stringify(url())} });
const { rows, count } = await shop.listProducts({ limit: 2 });
const problem = await shop.showTax({ tax_id: 99 }).catch((error) => error);
console.log(JSON.stringify([rows.length, count, problem instanceof ShopProblem, problem.code]));`,
  );
  const { stdout } = await run(process.execPath, ["program.js"], { cwd: project, env });
  assert.deepEqual(JSON.parse(stdout), [2, 101, true, "TAX_01"]);
});

const right = `import { openShop, ShopProblem, type Output } from "@selvedge/client";
const shop = openShop({ url: "http://localhost:3000", storage: localStorage });
export const order: Output<"showOrder"> = await shop.showOrder({ order_id: 1 });
export const status: "pending" | "paid" | "shipped" | "delivered" | "cancelled" | "refunded" = order.status;
const { rows } = await shop.listProducts();
export const prices: string[] = rows.map((product) => product.discounted_price);
export const nothing: void = await shop.signOut({ everywhere: true }, { signal: AbortSignal.timeout(1000) });
await shop.addToCart({ cart_id: "a", product_id: 1, attributes: "M" }, { idempotencyKey: "k" });
export const isGone = (error: unknown) => error instanceof ShopProblem && error.code === "PRO_01";
`;
const wrong = `import { openShop, ShopProblem } from "@selvedge/client";
const shop = openShop({ url: "http://localhost:3000" });
await shop.showProduct();
await shop.showProduct({ product_id: "one" });
await shop.listProducts({ limits: 3 });
await shop.addToCart({ cart_id: "a", product_id: 1 });
await shop.getProducts();
export const name: number = (await shop.showProduct({ product_id: 1 })).name;
export const isGone = (error: unknown) => error instanceof ShopProblem && error.code === "PRO_99";
`;

for (const resolution of [
  ["--module", "esnext", "--moduleResolution", "bundler"],
  ["--module", "nodenext"],
])
  test(`its types hold what is right and refuse what is wrong, with ${resolution.join(" ")}`, async () => {
    await writeFile(join(project, "right.ts"), right);
    await writeFile(join(project, "wrong.ts"), wrong);
    const compiler = fileURLToPath(import.meta.resolve("typescript/bin/tsc"));
    const strict = ["--noEmit", "--strict", "--target", "es2022", "--lib", "es2022,dom"];
    const compile = async (file: string): Promise<string> => {
      const done = run(process.execPath, [compiler, ...strict, ...resolution, file], { cwd: project, env });
      const { stdout } = await done.catch((error: unknown) => error as { stdout: string });
      return stdout;
    };
    assert.equal(await compile("right.ts"), "");
    const lines = [...(await compile("wrong.ts")).matchAll(/^wrong\.ts\((\d+),/gm)].map(([, line]) => Number(line));
    assert.deepEqual(lines, [3, 4, 5, 6, 7, 8, 9]);
  });
