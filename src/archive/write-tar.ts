import { TransferFault } from "../platform/database/transfer/transfer-fault.ts";

/** A file of an archive. Its length stands before its content, and so must be known. */
export type Member = {
  readonly path: string;
  readonly bytes: number;
  readonly content: Iterable<Buffer> | AsyncIterable<Buffer>;
};

/** Tar's unit: headers have this size, and contents are padded to it. */
export const blockBytes = 512;

const privateMode = "0000600\0";
const noOwner = "0000000\0";
const plainPath = /^[\x20-\x7e]{1,100}$/;

/** Returns the files as a POSIX archive, which every `tar` reads. Throws TransferFault when a file has changed its length. */
export async function* tarOf(members: AsyncIterable<Member>, madeAt: Date): AsyncGenerator<Buffer> {
  for await (const { path, bytes, content } of members) {
    if (!plainPath.test(path)) yield* longPath(path, madeAt);
    yield header({ path, bytes, kind: "0" }, madeAt);
    let written = 0;
    for await (const chunk of content) {
      written += chunk.length;
      yield chunk;
    }
    if (written !== bytes) throw new TransferFault(`${path} changed while it was read. Begin again.`);
    yield padding(bytes);
  }
  yield Buffer.alloc(2 * blockBytes);
}

/** Returns the sum of a header's bytes, by which a reader recognizes one. */
export function sumOf(block: Buffer): number {
  return block.reduce((sum, byte) => sum + byte, 0);
}

/** Returns the extended header of a path that is too long or has other characters than ASCII. */
function* longPath(path: string, madeAt: Date): Generator<Buffer> {
  const bare = Buffer.byteLength(` path=${path}\n`);
  // The record's length counts its own digits.
  let length = bare + String(bare).length;
  if (String(length).length > String(bare).length) length += 1;
  const record = Buffer.from(`${length} path=${path}\n`);
  yield header({ path: "path", bytes: record.length, kind: "x" }, madeAt);
  yield record;
  yield padding(record.length);
}

function header(file: { path: string; bytes: number; kind: "0" | "x" }, madeAt: Date): Buffer {
  const block = Buffer.alloc(blockBytes);
  block.write(file.path, 0, 100);
  block.write(`${privateMode}${noOwner}${noOwner}`, 100);
  block.write(`${octal(file.bytes, 11)}\0${octal(Math.floor(madeAt.getTime() / 1000), 11)}\0`, 124);
  // The checksum counts itself as blanks.
  block.write(`        ${file.kind}`, 148);
  block.write("ustar\x0000", 257);
  block.write(`${octal(sumOf(block), 6)}\0 `, 148);
  return block;
}

function octal(value: number, digits: number): string {
  const text = value.toString(8).padStart(digits, "0");
  if (text.length > digits) throw new TransferFault("A file of 8 GB or more cannot be put into an archive.");
  return text;
}

function padding(bytes: number): Buffer {
  return Buffer.alloc((blockBytes - (bytes % blockBytes)) % blockBytes);
}
