/** A piece of a letter; text and HTML are both made of it, so that neither says less than the other. */
export type Part =
  /** A paragraph; each of the lines stands below it on a line of its own. */
  | { readonly text: string; readonly lines?: readonly string[] }
  /** What the reader may do; the address is shown in full too. */
  | { readonly button: string; readonly url: string }
  /** Lines of two columns, such as an order's; the last may be their sum. */
  | {
      readonly rows: readonly (readonly [label: string, value: string])[];
      readonly sum?: readonly [label: string, value: string];
    }
  /** Said in small. */
  | { readonly note: string };

export type Address = {
  readonly name: string;
  readonly address: string;
  /** The customer who reads it, of whose own copy of everything the mail is part. */
  readonly customerId?: number;
};

/** A mail as its template made it: words only, escaped for where they go when it is sent. */
export type Letter = { readonly to: Address; readonly subject: string; readonly parts: readonly Part[] };

/** How a letter begins; without a name where nobody has proven to be the reader. */
export function greeting({ name }: Address): Part {
  return { text: name === "" ? "Hello," : `Hello ${name},` };
}
