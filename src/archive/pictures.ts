import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { TransferFault } from "../platform/database/transfer/transfer-fault.ts";
import type { Listed } from "./manifest.ts";
import type { Member } from "./write-tar.ts";

const folderName = "pictures/";

/** Returns the shop's own pictures as files of an archive. */
export async function* picturesOf(folder: string): AsyncGenerator<Member> {
  for (const name of await pictureNames(folder)) {
    const path = join(folder, name);
    const { size: bytes } = await stat(path);
    yield { path: `${folderName}${name}`, bytes, content: contentOf(path) };
  }
}

/** Returns the names of all pictures below a folder, with / between folders. Hidden files are none. */
export async function pictureNames(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return [];
  });
  const names: string[] = [];
  for (const { parentPath, name } of entries) {
    const path = join(parentPath, name);
    const relativeName = relative(folder, path).replaceAll(sep, "/");
    const isHidden = relativeName.split("/").some((part) => part.startsWith("."));
    if (!isHidden && (await stat(path).catch(() => undefined))?.isFile()) names.push(relativeName);
  }
  return names.toSorted();
}

/** Reads a file, which is opened with the first read. */
export async function* contentOf(path: string): AsyncGenerator<Buffer> {
  yield* createReadStream(path) as AsyncIterable<Buffer>;
}

/** Returns the name of a picture among the files of an archive; undefined for any other file. */
export function pictureName(path: string): string | undefined {
  if (!path.startsWith(folderName)) return undefined;
  const name = path.slice(folderName.length);
  const isPlain = name.split("/").every((part) => part !== "" && !part.startsWith(".") && !/[\\\0]/.test(part));
  if (!isPlain) throw new TransferFault(`The archive has a picture with an unusable name: ${JSON.stringify(name)}.`);
  return name;
}

/** Throws TransferFault when the folder has another picture under the name of one of the archive's. */
export async function requireNoOthers(folder: string, members: readonly Listed[]): Promise<void> {
  for (const { path, bytes, sha256 } of members) {
    const name = pictureName(path);
    if (name === undefined) continue;
    const file = join(folder, name);
    const found = await stat(file).catch(() => undefined);
    if (found && (found.size !== bytes || (await sha256Of(contentOf(file))) !== sha256))
      throw new TransferFault(
        `${file} is another picture than the archive's, and nothing is overwritten. Move it, or set PICTURES_DIR to another folder.`,
      );
  }
}

/** Writes a picture, unless it is there. An interrupted write leaves no picture, only a hidden file. */
export async function writePicture(folder: string, name: string, content: AsyncIterable<Buffer>): Promise<void> {
  const path = join(folder, name);
  if (await stat(path).catch(() => undefined)) return;
  await mkdir(dirname(path), { recursive: true });
  const unfinished = join(dirname(path), `.${process.pid}.unfinished`);
  const file = await open(unfinished, "w");
  try {
    for await (const chunk of content) await file.writeFile(chunk);
  } finally {
    await file.close();
  }
  await rename(unfinished, path);
}

/** Returns the SHA-256 of a content, in hexadecimal. */
export async function sha256Of(content: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of content) hash.update(chunk);
  return hash.digest("hex");
}
