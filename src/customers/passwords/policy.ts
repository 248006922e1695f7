import { refusal } from "../../platform/refusal.ts";
import { commonPasswords } from "./guessed-first.ts";
import { normalized } from "./hashing.ts";

/** NIST SP 800-63B: length counts, rules of composition do not; what everybody guesses first is refused. */
const shortest = 8;
/** More bytes than any person types; hashing them would be work for nothing. */
const longestBytes = 256;

const isRepetition = (password: string): boolean => new Set(password).size < 3;
/** Digits, the alphabet and the rows of a keyboard, as far as a finger slides. */
const runs = [
  "01234567890123456789",
  "98765432109876543210",
  "abcdefghijklmnopqrstuvwxyz",
  "qwertyuiop",
  "asdfghjkl",
  "zxcvbnm",
];
const isRun = (password: string): boolean => runs.some((run) => run.includes(password.toLowerCase()));

/** Refuses a password that is guessed first (USR_10); `policy` off admits anything that is not empty. */
export const requireGoodPassword = (typed: string, policy: "on" | "off"): void => {
  const password = normalized(typed);
  if (Buffer.byteLength(password) > longestBytes)
    throw refusal("USR_10", "password", { message: `The password is longer than ${longestBytes} bytes` });
  if (policy === "off") return;
  if ([...password].length < shortest) throw refusal("USR_10", "password");
  if (isRepetition(password) || isRun(password) || commonPasswords.has(password.toLowerCase()))
    throw refusal("USR_10", "password");
};
