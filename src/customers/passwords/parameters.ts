/** OWASP's password storage cheat sheet for argon2id (the library's default kind): 19 MiB, two passes, one lane. */
export const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** How hashes of ours begin. */
export const ours = "$argon2id$v=19$m=19456,t=2,p=1$";

/** A hash that an older shop made. */
export const isBcrypt = (stored: string): boolean => /^\$2[aby]\$/.test(stored);
