/** OWASP's password storage cheat sheet for argon2id (the library's default kind): 19 MiB, two passes, one lane. */
export const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Prefix of hashes with these parameters. */
export const ours = "$argon2id$v=19$m=19456,t=2,p=1$";

/** Hash of an unknown random password. It is compared when there is no account, so that the response takes as long. */
export const dummyHash = `${ours}mjbR9I06OWJQ3mKnl1kQew$34Gvj0aVUio5z0KR2Qi0+tNLjh3+BIcBjXWKtW6WCU8`;

const bcryptShape = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;

/** Returns the cost of an imported bcrypt hash, the logarithm of its work; 0 when it is no such hash. */
export function bcryptCostOf(stored: string): number {
  return Number(bcryptShape.exec(stored)?.[1] ?? 0);
}

/** Returns a bcrypt hash that matches no known password. */
export function dummyBcryptHash(cost: number): string {
  return `$2b$${String(cost).padStart(2, "0")}$kqZmZp1mN5mT0lQwqv9bQO5C1o1o1yV0hYb2m3sT8uXWc4dEfGhIK`;
}
