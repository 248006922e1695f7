import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { claimedCompatibility } from "./compatibility.ts";

/** A migration as it lies in a folder. */
export type Migration = {
  readonly number: number;
  readonly name: string;
  /** SHA-256 of its text, in hexadecimal. */
  readonly checksum: string;
  readonly text: string;
  /** Programs that know the migration with this number run on its schema; null: no older program does. */
  readonly compatibleFrom: number | null;
};

/** Reads the migrations of a folder, in their order. */
export async function readMigrations(folder: URL): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => /^\d{4}_\w+\.sql$/.test(file)).toSorted();
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(new URL(file, folder), "utf8");
      const checksum = createHash("sha256").update(text).digest("hex");
      const compatibleFrom = claimedCompatibility(text);
      return { number: Number(file.slice(0, 4)), name: file, checksum, text, compatibleFrom };
    }),
  );
}
