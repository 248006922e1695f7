import type { Read, Write } from "../src/platform/database/statement.ts";

class Computed {
  readonly expression: string;

  constructor(expression: string) {
    this.expression = expression;
  }

  /** For statements that convert the value to text. */
  toString(): string {
    return this.expression;
  }
}

/**
 * A value that pgbench computes, as an SQL expression with variables: `:cart + 1`. It replaces any parameter of a
 * statement.
 */
export const computed = (expression: string): never => new Computed(expression) as never;

/** Quotes a text. pgbench reads a colon before a letter or digit as a variable, even inside quotes. */
const quoted = (text: string): string => `'${text.replaceAll("'", "''").replaceAll(/:(?=\w)/g, ": ")}'`;

const literal = (value: unknown): string => {
  if (value instanceof Computed) return value.expression;
  if (value === null || typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value === "string") return quoted(value);
  if (value instanceof Date) return quoted(value.toISOString().slice(0, 10));
  if (Array.isArray(value)) return value.length === 0 ? "'{}'" : `array[${value.map(literal).join(", ")}]`;
  throw new Error(`pgbench cannot be given ${JSON.stringify(value)}.`);
};

/**
 * Returns the exact text that the server sends, for pgbench; ends in `\gset` when a later statement needs the result.
 */
export const inPgbench = ({ text, values }: Read<unknown> | Write<unknown>, ending: ";" | " \\gset" = ";"): string =>
  `${text.replaceAll(/\$(\d+)/g, (_, number: string) => literal(values[Number(number) - 1])).trim()}${ending}\n`;

/** Joins statements into one transaction. */
export const together = (...statements: readonly string[]): string => `begin;\n${statements.join("")}commit;\n`;
