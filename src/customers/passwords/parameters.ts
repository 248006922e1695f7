/** OWASP's password storage cheat sheet for argon2id (the library's default kind): 19 MiB, two passes, one lane. */
export const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** How hashes of ours begin. */
export const ours = "$argon2id$v=19$m=19456,t=2,p=1$";

/** The hash of a random password that nobody kept: whoever is no customer is compared with it, for the time it takes. */
export const nobodys = `${ours}mjbR9I06OWJQ3mKnl1kQew$34Gvj0aVUio5z0KR2Qi0+tNLjh3+BIcBjXWKtW6WCU8`;

const bcryptShape = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;

/** The cost of a hash that an older shop made, the logarithm of its work; 0: it is none. */
export function bcryptCostOf(stored: string): number {
  return Number(bcryptShape.exec(stored)?.[1] ?? 0);
}

/** A hash of bcrypt's that no password is known for. */
export function nobodysBcrypt(cost: number): string {
  return `$2b$${String(cost).padStart(2, "0")}$kqZmZp1mN5mT0lQwqv9bQO5C1o1o1yV0hYb2m3sT8uXWc4dEfGhIK`;
}
