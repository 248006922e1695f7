import { parameters } from "./passwords/parameters.ts";

export { customerEmailRows, customerRows, highestNumber } from "./bulk-load.queries.ts";
export { emailKey } from "./accounts/email.ts";

/** The hash of one password that many accounts share: a salt of 16 bytes makes it come again. */
export async function sharedHash(password: string, salt: Uint8Array): Promise<string> {
  // Loaded by who fills a database: a shop's own passwords are hashed on threads of their own.
  const { hash } = await import("@node-rs/argon2");
  return hash(password, { ...parameters, salt });
}
