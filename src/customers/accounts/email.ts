const part = String.raw`[^\s@,;:<>()\[\]\\"\p{Cc}\p{Cf}]`;
// Each repetition ends at a character that it cannot itself match: no backtracking, whatever is sent.
const shape = new RegExp(
  `^${part}{1,64}@(?:[\\p{L}\\p{N}](?:[\\p{L}\\p{N}\\p{M}-]{0,62})\\.)+[\\p{L}\\p{M}\\d-]{2,63}$`,
  "u",
);

/**
 * The spelling-free form of an address, by which accounts are one: NFKC and lower case, so that composed and
 * decomposed letters, full-width forms and the Kelvin sign meet. Mail goes to the stored spelling.
 */
export function emailKey(email: string): string {
  return email.trim().normalize("NFKC").toLowerCase().normalize("NFKC");
}

/**
 * The mailbox that a spelling names: servers of mail do not tell capitals apart. `ﬁnn` and `finn` are one account here, and
 * may be two mailboxes.
 */
export function mailboxNamed(email: string): string {
  return email.trim().normalize("NFC").toLowerCase().normalize("NFC");
}

/** Could mail be sent there, as far as the text tells? */
export function isEmail(text: string): boolean {
  return text.length <= 254 && !text.includes("..") && shape.test(text.trim());
}
