import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { open, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createZstdCompress } from "node:zlib";
import type { Address } from "../platform/database/connection.ts";
import { readShop, type ShopSnapshot } from "../platform/database/transfer/read-shop.ts";
import { rowChecksum } from "../platform/database/transfer/row-checksum.ts";
import { TransferFault } from "../platform/database/transfer/transfer-fault.ts";
import { fileFault } from "./file-fault.ts";
import { archiveFormat, manifestName, settingsName, type Listed, type Manifest } from "./manifest.ts";
import { picturesOf } from "./pictures.ts";
import { tarOf, type Member } from "./write-tar.ts";

export type ExportOptions = {
  readonly url: Address;
  /** File to write; it must not exist. */
  readonly file: string;
  /** Names of the shop's tables. */
  readonly tables: readonly string[];
  /** Folder of the shop's own pictures. */
  readonly pictures: string;
  /** The shop's settings, as text for people. */
  readonly settings: string;
  readonly version: string;
};

export type Exported = {
  readonly tables: number;
  readonly rows: number;
  readonly pictures: number;
  readonly bytes: number;
};

/** Bytes of a table in one file of the archive, at least; a row is never divided. Bounds the memory of an export. */
const partBytes = 4 * 1024 * 1024;

/**
 * Writes the shop as it is at this moment to an archive, while it goes on selling. The file appears under its name once
 * it is complete and on the disk. Throws TransferFault when it exists or cannot be written.
 */
export async function exportShop(options: ExportOptions): Promise<Exported> {
  const { file } = options;
  if (existsSync(file)) throw new TransferFault(`${file} exists already, and is not overwritten. Name another file.`);
  const unfinished = `${file}.part`;
  return readShop(options.url, options.tables, async (shop) => {
    const opened = await begin(unfinished);
    try {
      const manifest = manifestOf(shop, options.version);
      await pipeline(
        // Counted in bytes: it would else read sixteen parts ahead.
        Readable.from(tarOf(membersOf(shop, options, manifest), new Date()), { objectMode: false }),
        createZstdCompress({ params: { [constants.ZSTD_c_checksumFlag]: 1 } }),
        opened.createWriteStream({ flush: true }),
      );
      await rename(unfinished, file);
      const { size } = await stat(file);
      return summaryOf(manifest, size);
    } catch (error) {
      await rm(unfinished, { force: true });
      throw fileFault(error, "The archive cannot be written");
    }
  });
}

/**
 * Creates a file that its owner alone can read. One that is there already is not used: another export may be writing it,
 * or another user may be waiting to read it.
 */
async function begin(path: string): Promise<FileHandle> {
  try {
    return await open(path, "wx", 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw fileFault(error, "The archive cannot be written");
    throw new TransferFault(
      `${path} exists already: another export writes it, or one was interrupted. Delete it if none runs, or name another file.`,
    );
  }
}

function manifestOf({ postgres, migrations }: ShopSnapshot, version: string): Manifest {
  const madeAt = new Date().toISOString();
  return {
    format: archiveFormat,
    madeAt,
    version,
    postgres,
    migrations: [...migrations],
    tables: [],
    sequences: [],
    members: [],
  };
}

/** Returns the files of the archive: tables, pictures, settings, and the manifest, which fills meanwhile. */
async function* membersOf(
  shop: ShopSnapshot,
  { pictures, settings }: ExportOptions,
  manifest: Manifest,
): AsyncGenerator<Member> {
  for (const table of shop.tables) {
    const checksum = rowChecksum();
    let number = 0;
    for await (const part of wholeRows(await shop.rows(table))) {
      checksum.add(part);
      number += 1;
      yield noted(textMember(`tables/${table.name}/${String(number).padStart(6, "0")}.copy`, part), manifest.members);
    }
    manifest.tables.push({ ...table, columns: [...table.columns], ...checksum.total() });
  }
  for await (const picture of picturesOf(pictures)) yield noted(picture, manifest.members);
  yield noted(textMember(settingsName, Buffer.from(settings)), manifest.members);
  manifest.sequences.push(...(await shop.sequences()));
  yield textMember(manifestName, Buffer.from(`${JSON.stringify(manifest, undefined, 1)}\n`));
}

/** Joins chunks of rows to parts of `partBytes` that end with a whole row. */
async function* wholeRows(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(10) + 1;
    if (end === 0 || bytes + end < partBytes) {
      held.push(chunk);
      bytes += chunk.length;
    } else {
      yield Buffer.concat([...held, chunk.subarray(0, end)]);
      held = [chunk.subarray(end)];
      bytes = chunk.length - end;
    }
  }
  if (bytes > 0) yield Buffer.concat(held);
}

function textMember(path: string, text: Buffer): Member {
  return { path, bytes: text.length, content: [text] };
}

/** Returns the file, which adds itself with its checksum to the list when it is written. */
function noted(member: Member, list: Listed[]): Member {
  async function* content(): AsyncGenerator<Buffer> {
    const hash = createHash("sha256");
    for await (const chunk of member.content) {
      hash.update(chunk);
      yield chunk;
    }
    list.push({ path: member.path, bytes: member.bytes, sha256: hash.digest("hex") });
  }
  return { ...member, content: content() };
}

function summaryOf({ tables, members }: Manifest, bytes: number): Exported {
  return {
    tables: tables.length,
    rows: tables.reduce((sum, { rows }) => sum + rows, 0),
    pictures: members.filter(({ path }) => path.startsWith("pictures/")).length,
    bytes,
  };
}
