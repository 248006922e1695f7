/** Lines of an order as a command names them: by number, from 1 on; without a quantity, all units that are left. */
export type NamedLines = readonly { readonly lineNumber: number; readonly quantity?: number }[];

/** Parses lines like "2" and "2=1". Throws an error with a sentence where one is invalid or named twice. */
export function readLines(given: readonly string[]): NamedLines {
  const lines = given.map(lineOf);
  const twice = lines.find(({ lineNumber }, index) => lines.findIndex((one) => one.lineNumber === lineNumber) < index);
  if (twice) throw new TypeError(`Line ${twice.lineNumber} is named twice`);
  return lines;
}

function lineOf(given: string) {
  const [, line = "", quantity] = /^([1-9]\d{0,3})(?:[:=]([1-9]\d{0,3}))?$/.exec(given) ?? [];
  if (line === "") throw new TypeError(`"${given}" is no line: --line 2 or --line 2=1`);
  return { lineNumber: Number(line), ...(quantity === undefined ? {} : { quantity: Number(quantity) }) };
}
