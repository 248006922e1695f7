import { availableParallelism } from "node:os";
import type { ImportedCost } from "./imported-cost.ts";
import { bcryptCostOf, dummyHash, ours } from "./parameters.ts";
import { openWorkers, type Workers } from "./workers.ts";

export type Hashing = {
  /** Hashes a password for storage. `network`, here and below: the client's network. */
  hash(password: string, network?: string): Promise<string>;
  /** Returns whether the password matches. A mismatch takes the same work whatever is stored, or if nothing is. */
  verify(password: string, stored: string | null | undefined, network?: string): Promise<boolean>;
  /** Returns whether the stored hash should be replaced by one of ours, once the password is known. */
  isOutdated(stored: string): boolean;
  close(): Promise<void>;
};

export type HashingOptions = {
  readonly atOnce?: number;
  readonly importedCost?: ImportedCost;
  /** What hashes instead of threads of this process. */
  readonly workers?: Workers | undefined;
};

/** Hashes passwords in worker threads, by default one per core, so that a burst of logins cannot starve the server. */
export function openHashing({
  atOnce = availableParallelism(),
  importedCost = async (seen) => seen,
  workers = openWorkers(atOnce),
}: HashingOptions = {}): Hashing {
  const compare = async (password: string, stored: string | null | undefined, network?: string): Promise<boolean> => {
    const compared = stored || dummyHash;
    const cost = await importedCost(bcryptCostOf(compared));
    return (
      (await workers.run({ password, stored: compared, importedCost: cost }, network)) === true && compared === stored
    );
  };

  return {
    hash: async (password, network) => String(await workers.run({ password: normalized(password) }, network)),
    async verify(password, stored, network) {
      if (await compare(normalized(password), stored, network)) return true;
      // Imported hashes are of the password as it was typed, without normalization.
      return normalized(password) !== password && compare(password, stored, network);
    },
    isOutdated: (stored) => !stored.startsWith(ours),
    close: workers.close,
  };
}

/** More characters than a password of 256 bytes, the longest that is accepted, is typed with. */
const mostTyped = 1024;

/**
 * Normalizes a password: keyboards encode one letter in several ways (NIST SP 800-63B, 5.1.1.2; RFC 8265). Returns a text
 * that is too long for any password as it is: sorting its marks would take a minute for 200 KB.
 */
export function normalized(password: string): string {
  return password.length > mostTyped ? password : password.normalize("NFKC");
}
