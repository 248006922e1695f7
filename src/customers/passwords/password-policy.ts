import { dictionary } from "@zxcvbn-ts/language-common";
import { refusal } from "../../platform/refusal.ts";
import { normalized } from "./hashing.ts";

export type PasswordRules = { readonly passwordPolicy: "on" | "off"; readonly shopName: string };

/** NIST SP 800-63B: length counts, rules of composition do not; what everybody guesses first is refused. */
const shortest = 8;
/** More bytes than any person types; hashing them would be work for nothing. */
const longestBytes = 256;

/** Digits, the alphabet and the rows of a keyboard, as far as a finger slides. */
const slides = ["01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm"];
const runs = [...slides, ...slides.map((slide) => [...slide].toReversed().join(""))];

/** Commonest first, in lower case. */
const common: ReadonlySet<string> = new Set(dictionary["passwords-common"]);

/** As many digits and signs as are put before or behind a word to please a form: a date has eight. */
const longestDecoration = 8;
const before = new RegExp(String.raw`^[\p{N}\p{P}\p{S}]{1,${longestDecoration}}(?=\p{L})`, "u");
const behind = new RegExp(String.raw`(?<=\p{L})[\p{N}\p{P}\p{S}]{1,${longestDecoration}}$`, "u");

/** Signs that are written for the letters they look like. */
const alike: Readonly<Record<string, string>> = { "@": "a", $: "s", "0": "o", "1": "i", "3": "e", "4": "a", "5": "s" };

/** Shorter ones are part of too much. */
const shortestOwn = 3;

/**
 * Refuses a password that is guessed first (USR_10): a common one, and what is known of its owner (`own`: names and
 * addresses of mail) or of the shop. With the policy off anything is admitted that is not empty.
 */
export function requireGoodPassword(typed: string, rules: PasswordRules, own: readonly string[]): void {
  const password = normalized(typed);
  if (Buffer.byteLength(password) > longestBytes)
    throw refusal("USR_10", "password", { message: `The password is longer than ${longestBytes} bytes` });
  if (rules.passwordPolicy === "off") return;
  if ([...password].length < shortest) throw refusal("USR_10", "password");
  if (isRepetition(password) || isRun(password) || isCommon(password) || isOwn(password, [...own, rules.shopName]))
    throw refusal("USR_10", "password");
}

/** Few signs, or few in a row again and again. */
function isRepetition(password: string): boolean {
  return new Set(password).size < 3 || /^(.{1,5})\1+$/su.test(password);
}

function isRun(password: string): boolean {
  return runs.some((run) => run.includes(password.toLowerCase()));
}

function isCommon(password: string): boolean {
  return undecorated(password).some((form) => common.has(form));
}

function isOwn(password: string, own: readonly string[]): boolean {
  const forms = new Set(undecorated(password).map(lettersOf));
  return own.flatMap(guessesOf).some((guess) => guess.length >= shortestOwn && forms.has(guess));
}

/** A password without capitals, and without what decorates the word in it. */
function undecorated(password: string): string[] {
  const small = password.toLowerCase();
  const spelled = small.replace(behind, "").replaceAll(/[@$01345]/g, (sign) => alike[sign] ?? sign);
  return [small, spelled, lettersOf(small), small.replace(behind, ""), small.replace(before, "").replace(behind, "")];
}

/** What somebody who knows the text tries: all of it, the part before the @, and each word, with digits and without. */
function guessesOf(text: string): string[] {
  const small = normalized(text).toLowerCase();
  const local = small.split("@")[0] ?? "";
  return [small, local, ...local.split(/[^\p{L}\p{N}]+/u)]
    .map(lettersOf)
    .flatMap((guess) => [guess, guess.replace(behind, "")]);
}

function lettersOf(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}]/gu, "");
}
