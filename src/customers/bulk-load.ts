import { parameters } from "./passwords/parameters.ts";

export { customerEmailRows, customerRows, highestNumber } from "./bulk-load.queries.ts";
export { emailKey } from "./accounts/email.ts";

/** Hashes one password that many accounts share. The same salt (16 bytes) gives the same hash. */
export async function sharedHash(password: string, salt: Uint8Array): Promise<string> {
  // Loaded on demand, only to fill a database: a running server hashes passwords in worker threads.
  const { hash } = await import("@node-rs/argon2");
  return hash(password, { ...parameters, salt });
}
