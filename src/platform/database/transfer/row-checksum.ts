import { hash } from "node:crypto";

/** The rows of a table: their number, and a checksum that does not depend on their order. */
export type Total = { readonly rows: number; readonly checksum: string };

const newline = 10;
const checksumBits = 64;

/**
 * Counts rows in `COPY`'s text format, and sums up the hashes of each. A text row ends with the only line feed in it, and
 * a chunk may end anywhere.
 */
export function rowChecksum() {
  let rows = 0;
  let sum = 0n;
  let begun: Buffer[] = [];
  return {
    add(chunk: Buffer): void {
      let from = 0;
      for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
        const last = chunk.subarray(from, end);
        const row = begun.length === 0 ? last : Buffer.concat([...begun, last]);
        begun = [];
        sum = BigInt.asUintN(checksumBits, sum + hash("sha256", row, "buffer").readBigUInt64BE());
        rows += 1;
        from = end + 1;
      }
      if (from < chunk.length) begun.push(chunk.subarray(from));
    },
    total: (): Total => ({ rows, checksum: sum.toString(16).padStart(checksumBits / 4, "0") }),
  };
}
