import { constants } from "node:buffer";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createZstdDecompress } from "node:zlib";
import { requireKnown } from "../platform/database/migrate.ts";
import { TransferFault } from "../platform/database/transfer/transfer-fault.ts";
import { manifestName, parseManifest, settingsName, type Listed, type Manifest } from "./manifest.ts";
import { requireNoOthers, sha256Of } from "./pictures.ts";
import { readTar, type ReadMember } from "./read-tar.ts";
import { printable } from "./shown-settings.ts";

/** An archive that is complete and undamaged. */
export type Archive = { readonly file: string; readonly manifest: Manifest; readonly settings: string };

/** First bytes of every file that zstd has compressed. */
const magic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/**
 * Reads an archive to its end and compares every file in it with its checksum, before anything is changed. `pictures` is
 * the folder that its pictures would go to. Throws TransferFault when it is damaged or incomplete, or a picture is in
 * the way; SchemaMismatch when it is from a newer version.
 */
export async function verifyArchive(file: string, pictures: string): Promise<Archive> {
  await requireCompressed(file);
  const members: Listed[] = [];
  let settings = "";
  let manifest: string | undefined;
  for await (const { path, bytes, content } of readArchive(file)) {
    if (manifest !== undefined) throw unusable(file, "something follows its end");
    const isText = path === manifestName || path === settingsName;
    // A small file may unpack to any length: nothing is read into memory whose length is not bounded.
    if (isText && bytes > constants.MAX_STRING_LENGTH) throw unusable(file, `${path} in it is too long`);
    const text = isText ? await bytesOf(content) : undefined;
    if (path === manifestName) manifest = String(text);
    else members.push({ path, bytes, sha256: await sha256Of(text ? only(text) : content) });
    if (path === settingsName) settings = String(text);
  }
  const parsed = parseManifest(manifest ?? "");
  if (!parsed) throw unusable(file, manifest === undefined ? "it ends too early" : "its manifest is of another form");
  requireSame(file, members, parsed.members);
  await requireKnown(parsed.migrations);
  await requireNoOthers(pictures, parsed.members);
  return { file, manifest: parsed, settings: printable(settings) };
}

/** Reads the files of an archive. Throws TransferFault where it is damaged or ends too early. */
export function readArchive(file: string): AsyncGenerator<ReadMember> {
  const unpacked = createZstdDecompress();
  // A failure also destroys the stream that is read here, with the same error.
  pipeline(createReadStream(file), unpacked, () => undefined);
  return readTar(unpacked as AsyncIterable<Buffer>, (why) => unusable(file, why));
}

async function requireCompressed(file: string): Promise<void> {
  try {
    const opened = await open(file);
    try {
      const { buffer } = await opened.read(Buffer.alloc(magic.length), 0, magic.length, 0);
      if (!buffer.equals(magic)) throw unusable(file, "npm run export did not write it");
    } finally {
      await opened.close();
    }
  } catch (error) {
    if (error instanceof TransferFault) throw error;
    throw unusable(file, (error as Error).message);
  }
}

function requireSame(file: string, found: readonly Listed[], expected: readonly Listed[]): void {
  const wrong = expected.find(
    ({ path, bytes, sha256 }, index) =>
      found[index]?.path !== path || found[index].bytes !== bytes || found[index].sha256 !== sha256,
  );
  if (wrong) throw unusable(file, `${wrong.path} in it is missing or damaged`);
  if (found.length !== expected.length) throw unusable(file, "it holds more than its manifest says");
}

async function bytesOf(content: AsyncIterable<Buffer>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(content));
}

async function* only(text: Buffer): AsyncGenerator<Buffer> {
  yield text;
}

function unusable(file: string, why: string): TransferFault {
  return new TransferFault(`The archive ${file} cannot be used: ${why.replace(/\.$/, "")}. Nothing was changed.`);
}
