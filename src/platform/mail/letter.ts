/** A part of a mail. Text and HTML are both made from it, so that both have the same content. */
export type Part =
  /** A paragraph; each of `lines` follows on a line of its own. */
  | { readonly text: string; readonly lines?: readonly string[] }
  /** A button; its URL is also shown in full. */
  | { readonly button: string; readonly url: string }
  /** Rows of two columns, such as an order's lines, with an optional total. */
  | {
      readonly rows: readonly (readonly [label: string, value: string])[];
      readonly sum?: readonly [label: string, value: string];
    }
  /** Small print. */
  | { readonly note: string };

export type Address = {
  readonly name: string;
  readonly address: string;
  /** The customer who receives the mail, and whose export of personal data names it. */
  readonly customerId?: number;
};

/** A mail as its template made it: plain text only, which is escaped when the mail is sent. */
export type Letter = { readonly to: Address; readonly subject: string; readonly parts: readonly Part[] };

/** Returns the greeting; without a name where the recipient's identity is not proven. */
export function greeting({ name }: Address): Part {
  return { text: name === "" ? "Hello," : `Hello ${name},` };
}
