import { execFile } from "node:child_process";
import { copyFile, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";

const folder = fileURLToPath(new URL("../", import.meta.url));
const compiler = fileURLToPath(import.meta.resolve("typescript/bin/tsc"));

const notice =
  "/*! @selvedge/client, MIT License. With openapi-fetch, MIT License, Copyright (c) 2023 Drew Powers; see LICENSE. */";

/** Writes the client as one file for browsers, Node and workers, and its types beside it. */
export async function buildClient(into: string): Promise<void> {
  await rm(into, { recursive: true, force: true });
  await build({
    absWorkingDir: folder,
    entryPoints: ["src/index.ts"],
    outfile: `${into}/index.js`,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "neutral",
    target: "es2022",
    banner: { js: notice },
    logLevel: "warning",
  });
  const declarations = ["--noEmit", "false", "--declaration", "--emitDeclarationOnly", "--outDir", into];
  await promisify(execFile)(process.execPath, [compiler, "--project", folder, ...declarations]);
  // The compiler leaves declarations where they are.
  await copyFile(`${folder}src/generated/schema.d.ts`, `${into}/generated/schema.d.ts`);
}

if (import.meta.main) await buildClient(`${folder}dist`);
