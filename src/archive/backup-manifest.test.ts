import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { TransferFault } from "../platform/database/transfer/transfer-fault.ts";
import { readBackupManifest } from "./backup-manifest.ts";

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "selvedge-manifest-"));
});
after(() => rm(folder, { recursive: true }));

/** Reads the path of the one file in a backup. */
const readPath = async (path: string): Promise<string | undefined> => {
  const segment = "0".repeat(24);
  const manifest = {
    format: 1,
    version: "0.1.0",
    postgresMajor: 18,
    systemIdentifier: "7",
    endedAt: "2026-11-27T10:00:00.000Z",
    firstWal: segment,
    lastWal: segment,
    files: [{ path, bytes: 0, sha256: "0".repeat(64) }],
  };
  await writeFile(join(folder, "manifest.json"), JSON.stringify(manifest));
  return (await readBackupManifest(folder)).files[0]?.path;
};

test("paths of a backup are inside of it, whatever signs they hold", async () => {
  for (const path of ["cluster/PG_VERSION", "pictures/a\nb.png", "pictures/..a", "cluster/a..", "pictures/...", "a"])
    assert.equal(await readPath(path), path);
});

test("a backup with a path that leads out of it is refused", async () => {
  const ways = ["..", "../a", "cluster/../../a", "cluster/.", "a\n/../../b", "cluster/a\n/../../../b", "a/b\n/.."];
  for (const path of [...ways, "/etc/a", "", "a/", "a//b", "a\\b", "a\0b"])
    await assert.rejects(readPath(path), TransferFault, JSON.stringify(path));
});
