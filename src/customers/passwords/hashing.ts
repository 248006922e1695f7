import { availableParallelism } from "node:os";
import type { ImportedCost } from "./imported-cost.ts";
import { bcryptCostOf, nobodys, ours } from "./parameters.ts";
import { openWorkers } from "./workers.ts";

export type Hashing = {
  /** The hash under which a password is kept; `network`, here and below: from where it is asked for. */
  hash(password: string, network?: string): Promise<string>;
  /** Is it the password? Where it is not, that takes the same work whatever is stored, or when nothing is. */
  verify(password: string, stored: string | null | undefined, network?: string): Promise<boolean>;
  /** Should the stored hash be replaced by one of ours, now that the password is known? */
  isOutdated(stored: string): boolean;
  close(): Promise<void>;
};

export type HashingOptions = { readonly atOnce?: number; readonly importedCost?: ImportedCost };

/** Hashes passwords beside the shop, on as many threads as there are cores, so that a storm of logins cannot starve it. */
export function openHashing({
  atOnce = availableParallelism(),
  importedCost = async (seen) => seen,
}: HashingOptions = {}): Hashing {
  const workers = openWorkers(atOnce);

  const compare = async (password: string, stored: string | null | undefined, network?: string): Promise<boolean> => {
    const compared = stored || nobodys;
    const cost = await importedCost(bcryptCostOf(compared));
    return (
      (await workers.run({ password, stored: compared, importedCost: cost }, network)) === true && compared === stored
    );
  };

  return {
    hash: async (password, network) => String(await workers.run({ password: normalized(password) }, network)),
    async verify(password, stored, network) {
      if (await compare(normalized(password), stored, network)) return true;
      // What an older shop hashed was as it was typed.
      return normalized(password) !== password && compare(password, stored, network);
    },
    isOutdated: (stored) => !stored.startsWith(ours),
    close: workers.close,
  };
}

/** Keyboards write one letter in several ways (NIST SP 800-63B, 5.1.1.2; RFC 8265): a password is what is seen. */
export function normalized(password: string): string {
  return password.normalize("NFKC");
}
