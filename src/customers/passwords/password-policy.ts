import { dictionary } from "@zxcvbn-ts/language-common";
import { refusal } from "../../platform/refusal.ts";
import { normalized } from "./hashing.ts";

export type PasswordRules = { readonly passwordPolicy: "on" | "off"; readonly shopName: string };

/** Minimum length. NIST SP 800-63B: require length, no composition rules, and refuse common passwords. */
const shortest = 8;
/** Maximum length: more bytes than any person types; hashing them would waste time. */
const longestBytes = 256;

/** Sequences of digits, of the alphabet and of keyboard rows. */
const slides = ["01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm"];
const runs = [...slides, ...slides.map((slide) => [...slide].toReversed().join(""))];

/** Common passwords in lower case, commonest first. */
const common: ReadonlySet<string> = new Set(dictionary["passwords-common"]);

/** Maximum number of digits and symbols that are added before or after a word to satisfy a form: a date has eight. */
const longestDecoration = 8;
const before = new RegExp(String.raw`^[\p{N}\p{P}\p{S}]{1,${longestDecoration}}(?=\p{L})`, "u");
const behind = new RegExp(String.raw`(?<=\p{L})[\p{N}\p{P}\p{S}]{1,${longestDecoration}}$`, "u");

/** Digits and symbols that replace letters of similar shape. */
const alike: Readonly<Record<string, string>> = { "@": "a", $: "s", "0": "o", "1": "i", "3": "e", "4": "a", "5": "s" };

/** Minimum length of a personal word to compare: shorter ones are part of too many passwords. */
const shortestOwn = 3;

/**
 * Throws USR_10 for a password that is easy to guess: short, common, or made from what is known of its owner (`own`:
 * names and emails) or the shop. With the policy off, only the maximum length is checked.
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

/** Returns whether a password has fewer than three different characters or repeats a group of up to five. */
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

/** Returns lower-case forms of a password, also without added digits and symbols and with letters for look-alikes. */
function undecorated(password: string): string[] {
  const small = password.toLowerCase();
  const spelled = small.replace(behind, "").replaceAll(/[@$01345]/g, (sign) => alike[sign] ?? sign);
  return [small, spelled, lettersOf(small), small.replace(behind, ""), small.replace(before, "").replace(behind, "")];
}

/** Returns guesses that a text suggests: all of it, the part before the @, and each word, with digits and without. */
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
