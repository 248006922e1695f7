const part = String.raw`[^\s@,;:<>()\[\]\\"\p{Cc}\p{Cf}]`;
// Each repetition ends at a character that it cannot itself match: no backtracking, whatever is sent.
const shape = new RegExp(
  `^${part}{1,64}@(?:[\\p{L}\\p{N}](?:[\\p{L}\\p{N}\\p{M}-]{0,62})\\.)+[\\p{L}\\p{M}\\d-]{2,63}$`,
  "u",
);

/**
 * Returns the normalized email, which is unique among accounts: NFKC and lower case, so that composed and decomposed
 * letters, full-width forms and the Kelvin sign compare equal. Mail is sent to the stored spelling.
 */
export function emailKey(email: string): string {
  return email.trim().normalize("NFKC").toLowerCase().normalize("NFKC");
}

/**
 * Returns the mailbox of an email: mail servers ignore case. Other differences stay, unlike in `emailKey`: `ﬁnn` and
 * `finn` are one account, but may be two mailboxes.
 */
export function mailboxNamed(email: string): string {
  return email.trim().normalize("NFC").toLowerCase().normalize("NFC");
}

/** Maximum length of an address (RFC 5321), also of its normalized form: NFKC makes eighteen letters of some. */
const longest = 254;

/** Returns whether the text has the format of an email address. */
export function isEmail(text: string): boolean {
  return text.length <= longest && !text.includes("..") && shape.test(text.trim()) && emailKey(text).length <= longest;
}
