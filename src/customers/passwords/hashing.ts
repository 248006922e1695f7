import { availableParallelism } from "node:os";
import { hash, verify } from "@node-rs/argon2";
import bcrypt from "bcryptjs";
import { unavailable } from "../../platform/refusal.ts";

/** OWASP's password storage cheat sheet for argon2id (the library's default kind): 19 MiB, two passes, one lane. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** A queue of more than a few seconds of hashing only makes everybody wait: newcomers are told to come again. */
const longestQueue = 200;

const isBcrypt = (stored: string): boolean => /^\$2[aby]\$/.test(stored);

export type Hashing = {
  /** The hash under which a password is kept. */
  hash(password: string): Promise<string>;
  /** Is it the password? Takes the same time when there is no stored hash to compare with. */
  verify(password: string, stored: string | null | undefined): Promise<boolean>;
  /** Should the stored hash be replaced by one of ours, now that the password is known? */
  isOutdated(stored: string): boolean;
};

/** Hashes passwords, as many at once as there are cores, so that a storm of logins cannot starve the shop. */
export const openHashing = async (atOnce = availableParallelism()): Promise<Hashing> => {
  const waiting: (() => void)[] = [];
  let running = 0;

  const inTurn = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (running >= atOnce) {
      if (waiting.length >= longestQueue) throw unavailable();
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };

  const nobodys = await hash("no customer has this password", parameters);
  const compare = (password: string, stored: string): Promise<boolean> =>
    isBcrypt(stored) ? bcrypt.compare(password, stored) : verify(stored, password);

  return {
    hash: (password) => inTurn(() => hash(password, parameters)),
    verify: (password, stored) =>
      inTurn(async () => {
        const isRight = await compare(password, stored ?? nobodys);
        return isRight && stored !== null && stored !== undefined;
      }),
    isOutdated: (stored) => !stored.startsWith("$argon2id$v=19$m=19456,t=2,p=1$"),
  };
};
