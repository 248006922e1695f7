import { availableParallelism } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { isBcrypt, ours } from "./parameters.ts";
import { openWorkers } from "./workers.ts";

/** The hash of a random password that nobody kept: whoever is no customer is compared with it, for the time it takes. */
const nobodys = `${ours}mjbR9I06OWJQ3mKnl1kQew$34Gvj0aVUio5z0KR2Qi0+tNLjh3+BIcBjXWKtW6WCU8`;

/** Keyboards write one letter in several ways (NIST SP 800-63B, 5.1.1.2; RFC 8265): a password is what is seen. */
export const normalized = (password: string): string => password.normalize("NFKC");

export type Hashing = {
  /** The hash under which a password is kept. */
  hash(password: string): Promise<string>;
  /** Is it the password? Takes the same time when there is no stored hash to compare with. */
  verify(password: string, stored: string | null | undefined): Promise<boolean>;
  /** Should the stored hash be replaced by one of ours, now that the password is known? */
  isOutdated(stored: string): boolean;
  close(): Promise<void>;
};

/** Hashes passwords beside the shop, on as many threads as there are cores, so that a storm of logins cannot starve it. */
export const openHashing = (atOnce = availableParallelism()): Hashing => {
  const workers = openWorkers(atOnce);
  /** How long an imported hash took to compare lately: another kind of work, that a clock could tell from ours. */
  let importedMilliseconds = 0;

  const compare = async (password: string, stored: string | null | undefined): Promise<boolean> => {
    const compared = stored || nobodys;
    const { value, milliseconds } = await workers.run({ password, stored: compared });
    const isRight = value === true && compared === stored;
    if (isBcrypt(compared)) importedMilliseconds = milliseconds;
    else if (!isRight && milliseconds < importedMilliseconds) await delay(importedMilliseconds - milliseconds);
    return isRight;
  };

  return {
    hash: async (password) => String((await workers.run({ password: normalized(password) })).value),
    async verify(password, stored) {
      if (await compare(normalized(password), stored)) return true;
      // What an older shop hashed was as it was typed.
      return normalized(password) !== password && compare(password, stored);
    },
    isOutdated: (stored) => !stored.startsWith(ours),
    close: workers.close,
  };
};
