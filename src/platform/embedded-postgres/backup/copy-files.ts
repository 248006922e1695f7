import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";

/** A file of a backup: its path in it, with / between folders, and what it must hold. */
export type CopiedFile = { readonly path: string; readonly bytes: number; readonly sha256: string };

const bufferBytes = 1024 * 1024;
/** Files that are copied at once: each waits for the disk at its end. */
const atOnce = 8;

/**
 * Returns the paths of all files below a folder. A file or folder that is deleted meanwhile is left out; so is what
 * `isLeftOut`.
 */
export async function filesBelow(folder: string, isLeftOut: (path: string) => boolean, within = ""): Promise<string[]> {
  const found: string[] = [];
  const entries = await readdir(join(folder, within), { withFileTypes: true }).catch(unlessGone);
  for (const entry of entries ?? []) {
    const path = within === "" ? entry.name : `${within}/${entry.name}`;
    if (isLeftOut(path)) continue;
    if (entry.isDirectory()) found.push(...(await filesBelow(folder, isLeftOut, path)));
    else if (entry.isFile()) found.push(path);
  }
  return found;
}

/**
 * Copies a file that may be written meanwhile, and waits until the copy is on the disk. Returns what the copy holds;
 * undefined when the file is deleted.
 */
export async function copyFile(from: string, to: string): Promise<Omit<CopiedFile, "path"> | undefined> {
  const source = await open(from).catch(unlessGone);
  if (!source) return undefined;
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  const target = await open(to, "wx", 0o600).catch(async (error: unknown) => {
    await source.close();
    throw error;
  });
  try {
    const hash = createHash("sha256");
    const buffer = Buffer.allocUnsafe(bufferBytes);
    let bytes = 0;
    for (;;) {
      const { bytesRead } = await source.read(buffer, 0, bufferBytes, null);
      if (bytesRead === 0) break;
      hash.update(buffer.subarray(0, bytesRead));
      await target.writeFile(buffer.subarray(0, bytesRead));
      bytes += bytesRead;
    }
    await target.sync();
    return { bytes, sha256: hash.digest("hex") };
  } finally {
    await Promise.all([source.close(), target.close()]);
  }
}

/** Returns the first of the files that is missing below a folder, or holds something else. */
export async function findDamaged(folder: string, files: readonly CopiedFile[]): Promise<CopiedFile | undefined> {
  const damaged: CopiedFile[] = [];
  await forEach(files, async (file) => {
    const hash = createHash("sha256");
    let bytes = 0;
    const content = createReadStream(join(folder, file.path)) as AsyncIterable<Buffer>;
    try {
      for await (const chunk of content) {
        hash.update(chunk);
        bytes += chunk.length;
      }
    } catch {
      bytes = -1;
    }
    if (bytes !== file.bytes || hash.digest("hex") !== file.sha256) damaged.push(file);
  });
  return damaged[0];
}

/** Runs the work on each item, a few at once. After a failure no further one is begun, and none is left under way. */
export async function forEach<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const remaining = items.values();
  const failures: unknown[] = [];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const item of remaining)
        if (failures.length === 0) await work(item).catch((error: unknown) => failures.push(error));
    }),
  );
  if (failures.length > 0) throw failures[0];
}

function unlessGone(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  return undefined;
}
