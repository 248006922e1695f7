import { hashSync } from "@node-rs/argon2";
import { parameters } from "../passwords/parameters.ts";

export { continueNumbering, customerEmailRows, customerRows, highestNumber } from "./queries.ts";
export { emailKey } from "../accounts/email.ts";

/** The hash of one password that many accounts share: a salt of 16 bytes makes it come again. */
export const sharedHash = (password: string, salt: Uint8Array): string => hashSync(password, { ...parameters, salt });
