/** Finished markup. `html` returns it as it is wherever it is embedded; any other text is escaped. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

/** What may be embedded in markup. `false`, `null` and `undefined` leave nothing, so that a condition may stand there. */
export type Piece = Html | string | number | false | null | undefined | readonly Piece[];

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Tag of a template that is HTML. Every embedded text is escaped, for content and for attributes alike; an attribute
 * with an embedded value must stand in quotes. Only markup that this tag has made is embedded unchanged.
 */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return new Html(parts.reduce((made, part, index) => made + written(pieces[index - 1]) + part));
}

/**
 * Returns a value as JSON in a block of data for machines, such as JSON-LD. Nothing in it can end the block or begin a
 * comment.
 */
export function dataBlock(type: "application/ld+json", value: unknown): Html {
  const json = JSON.stringify(value).replaceAll("<", String.raw`\u003c`);
  return new Html(`<script type="${type}">${json}</script>`);
}

function written(piece: Piece): string {
  if (piece instanceof Html) return piece.markup;
  if (piece === undefined || piece === null || piece === false) return "";
  if (typeof piece !== "object") return String(piece).replaceAll(/[&<>"']/g, (sign) => escapes[sign] ?? sign);
  // Any other object, such as one that was read from JSON, is nothing that can be shown.
  return Array.isArray(piece) ? piece.map((each: Piece) => written(each)).join("") : "";
}
