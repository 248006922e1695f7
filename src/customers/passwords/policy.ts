import { dictionary } from "@zxcvbn-ts/language-common";
import { refusal } from "../../platform/refusal.ts";
import { normalized } from "./hashing.ts";

export type PasswordRules = { readonly passwordPolicy: "on" | "off"; readonly shopName: string };

/** NIST SP 800-63B: length counts, rules of composition do not; what everybody guesses first is refused. */
const shortest = 8;
/** More bytes than any person types; hashing them would be work for nothing. */
const longestBytes = 256;

/**
 * Refuses a password that is guessed first (USR_10): a common one, and what is known of its owner (`own`: names and
 * addresses of mail) or of the shop. With the policy off anything is admitted that is not empty.
 */
export const requireGoodPassword = (typed: string, rules: PasswordRules, own: readonly string[]): void => {
  const password = normalized(typed);
  if (Buffer.byteLength(password) > longestBytes)
    throw refusal("USR_10", "password", { message: `The password is longer than ${longestBytes} bytes` });
  if (rules.passwordPolicy === "off") return;
  if ([...password].length < shortest) throw refusal("USR_10", "password");
  if (isRepetition(password) || isRun(password) || isCommon(password) || isOwn(password, [...own, rules.shopName]))
    throw refusal("USR_10", "password");
};

/** Few signs, or few in a row again and again. */
const isRepetition = (password: string): boolean => new Set(password).size < 3 || /^(.{1,5})\1+$/su.test(password);
/** Digits, the alphabet and the rows of a keyboard, as far as a finger slides. */
const slides = ["01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm"];
const runs = [...slides, ...slides.map((slide) => [...slide].toReversed().join(""))];
const isRun = (password: string): boolean => runs.some((run) => run.includes(password.toLowerCase()));

/** Commonest first, in lower case. */
const common: ReadonlySet<string> = new Set(dictionary["passwords-common"]);

const isCommon = (password: string): boolean => undecorated(password).some((form) => common.has(form));

/** As many digits and signs as are put before or behind a word to please a form: a date has eight. */
const longestDecoration = 8;
const before = new RegExp(String.raw`^[\p{N}\p{P}\p{S}]{1,${longestDecoration}}(?=\p{L})`, "u");
const behind = new RegExp(String.raw`(?<=\p{L})[\p{N}\p{P}\p{S}]{1,${longestDecoration}}$`, "u");

/** Signs that are written for the letters they look like. */
const alike: Readonly<Record<string, string>> = { "@": "a", $: "s", "0": "o", "1": "i", "3": "e", "4": "a", "5": "s" };

/** A password without capitals, and without what decorates the word in it. */
const undecorated = (password: string): string[] => {
  const small = password.toLowerCase();
  const spelled = small.replace(behind, "").replaceAll(/[@$01345]/g, (sign) => alike[sign] ?? sign);
  return [small, spelled, lettersOf(small), small.replace(behind, ""), small.replace(before, "").replace(behind, "")];
};

const lettersOf = (text: string): string => text.replaceAll(/[^\p{L}\p{N}]/gu, "");

/** Shorter ones are part of too much. */
const shortestOwn = 3;

const isOwn = (password: string, own: readonly string[]): boolean => {
  const forms = new Set(undecorated(password).map(lettersOf));
  return own.flatMap(guessesOf).some((guess) => guess.length >= shortestOwn && forms.has(guess));
};

/** What somebody who knows the text tries: all of it, the part before the @, and each word, with digits and without. */
const guessesOf = (text: string): string[] => {
  const small = normalized(text).toLowerCase();
  const local = small.split("@")[0] ?? "";
  return [small, local, ...local.split(/[^\p{L}\p{N}]+/u)]
    .map(lettersOf)
    .flatMap((guess) => [guess, guess.replace(behind, "")]);
};
