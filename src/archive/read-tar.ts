import { blockBytes, sumOf, type Member } from "./write-tar.ts";

/** A file of an archive that is being read; its content is read before the next file. */
export type ReadMember = Member & { readonly content: AsyncIterable<Buffer> };

/** Makes a failure of a reason, such as "it is damaged". */
export type Fault = (why: string) => Error;

/** Longer paths are not read into memory: no system has them. */
const mostPathBytes = 64 * 1024;

/**
 * Reads an archive of `tarOf` file by file. Throws a fault for anything else, where it ends too early, and where the
 * source fails.
 */
export async function* readTar(source: AsyncIterable<Buffer>, fault: Fault): AsyncGenerator<ReadMember> {
  const bytes = openBytes(source, fault);
  const damaged = () => fault("it is damaged, or was not written by npm run export");
  try {
    let longPath: string | undefined;
    for (;;) {
      const head = parsed(await bytes.exactly(blockBytes));
      if (head === "damaged") throw damaged();
      if (!head) return;
      if (head.kind === "x" && head.bytes > mostPathBytes) throw damaged();
      if (head.kind === "x") {
        longPath = pathIn(await bytes.exactly(head.bytes));
      } else {
        const content = bytes.next(head.bytes);
        yield { path: longPath ?? head.path, bytes: head.bytes, content };
        await drained(content);
        longPath = undefined;
      }
      await bytes.exactly((blockBytes - (head.bytes % blockBytes)) % blockBytes);
    }
  } finally {
    await bytes.close();
  }
}

/** Returns the path in an extended header; undefined when it names none. */
function pathIn(record: Buffer): string | undefined {
  return /^\d+ path=(.*)\n$/s.exec(record.toString())?.[1];
}

/** Reads what the consumer has not read, so that the next header is found. */
async function drained(content: AsyncIterable<Buffer>): Promise<void> {
  const chunks = content[Symbol.asyncIterator]();
  while (!(await chunks.next()).done);
}

/** Returns what a header says; undefined for the block of zeros that ends the archive. */
function parsed(block: Buffer): { path: string; bytes: number; kind: string } | "damaged" | undefined {
  if (block.every((byte) => byte === 0)) return undefined;
  const text = (from: number, length: number) => block.toString("utf8", from, from + length).split("\0")[0] ?? "";
  const expected = Number.parseInt(text(148, 8), 8);
  const bytes = Number.parseInt(text(124, 12), 8);
  const [path, kind] = [text(0, 100), text(156, 1)];
  // The checksum counts itself as blanks.
  block.fill(" ", 148, 156);
  if (sumOf(block) !== expected || !Number.isSafeInteger(bytes) || !/^[0x]$/.test(kind)) return "damaged";
  return { path, bytes, kind };
}

function openBytes(source: AsyncIterable<Buffer>, fault: Fault) {
  const chunks = source[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);
  const some = async (most: number): Promise<Buffer> => {
    while (held.length === 0) {
      const { value, done } = await chunks.next().catch((error: unknown) => {
        const { syscall, message } = error as NodeJS.ErrnoException;
        // Any failure but the file's is the decompressor's.
        throw fault(syscall === undefined ? "it is damaged or incomplete" : message);
      });
      if (done) throw fault("it ends too early: writing or copying it was interrupted");
      held = value;
    }
    const taken = held.subarray(0, most);
    held = held.subarray(most);
    return taken;
  };
  async function* next(count: number): AsyncGenerator<Buffer> {
    for (let left = count; left > 0;) {
      const part = await some(left);
      left -= part.length;
      yield part;
    }
  }
  return {
    next,
    exactly: async (count: number) => Buffer.concat(await Array.fromAsync(next(count))),
    close: async () => void (await chunks.return?.()),
  };
}
