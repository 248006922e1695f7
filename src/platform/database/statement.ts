import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Static, TObject, TSchema } from "typebox";
import { originIn } from "./origin.ts";

/** A piece of SQL with its values, to embed in a statement. Input from clients can never be one. */
export class Fragment {
  readonly strings: readonly string[];
  readonly values: readonly unknown[];

  constructor(strings: readonly string[], values: readonly unknown[]) {
    this.strings = strings;
    this.values = values;
  }
}

type Statement<Row> = {
  readonly name: string;
  /** The function that declares it, for metrics and traces: `orders/ordersToSend`. */
  readonly origin: string;
  readonly text: string;
  readonly values: unknown[];
  readonly row: TSchema;
  readonly answers?: Row;
  /** Name of a row that many may want at once. While it is locked, only a few of them wait for it at the database. */
  readonly wants?: string | undefined;
};
/** A statement that changes nothing. A Reader may run it, also on a replica. */
export type Read<Row> = Statement<Row> & { readonly kind: "read" };
/** A statement that changes rows: only a Writer runs it. */
export type Write<Row> = Statement<Row> & { readonly kind: "write" };

/** Target of a bulk load: the table and columns that rows of one shape are copied into. */
export type Copy<Row> = {
  readonly kind: "copy";
  readonly table: string;
  readonly columns: readonly string[];
  readonly row: TSchema;
  readonly takes?: Row;
};

type Named = { readonly text: string; readonly name: string };

/** What is known of a template after its first use; a text that depends on its values is not fixed. */
type Template = { readonly origin: string; fixed: Named | undefined };

const templates = new WeakMap<TemplateStringsArray, Template>();
/** Names of recently composed texts: a lookup costs less than computing the name. */
const composedTexts = new LRUCache<string, Named>({ max: 500 });

/** Returns a fragment of SQL. Its values become parameters of the statement that embeds it. */
export function sql(strings: TemplateStringsArray, ...values: unknown[]): Fragment {
  return new Fragment(strings, values);
}

/** Returns the fragments joined by a separator, e.g. `joined(conditions, " and ")`. */
export function joined(parts: readonly Fragment[], separator: string): Fragment {
  const strings = [""];
  const values: unknown[] = [];
  for (const [index, part] of parts.entries()) {
    values.push(part);
    strings.push(index === parts.length - 1 ? "" : separator);
  }
  return new Fragment(strings, values);
}

/** Declares a read statement whose rows have the given shape: reads(ProductRow)`select … where product_id = ${id}`. */
export function reads<Row extends TSchema>(row: Row) {
  return (strings: TemplateStringsArray, ...values: unknown[]): Read<Static<Row>> => ({
    kind: "read",
    row,
    ...compose(strings, values),
  });
}

/**
 * Returns the statement without its name, so that PostgreSQL plans it for its values each time, which costs some tenths
 * of a millisecond. For a statement whose best plan depends on its values: after five runs, a named one is planned once
 * for all values.
 */
export function plannedAnew<Row>(statement: Read<Row>): Read<Row> {
  return { ...statement, name: "" };
}

/**
 * Declares a write statement whose returned rows have the given shape. `wants` names the one row that it locks, if many
 * may want it at once.
 */
export function writes<Row extends TSchema>(row: Row, wants?: string) {
  return (strings: TemplateStringsArray, ...values: unknown[]): Write<Static<Row>> => ({
    kind: "write",
    row,
    wants,
    ...compose(strings, values),
  });
}

/** Declares a bulk load into a table, into all columns of the given row shape: copies(StockRow)`stock`. */
export function copies<Row extends TObject>(row: Row) {
  return ([table = ""]: TemplateStringsArray): Copy<Static<Row>> => ({
    kind: "copy",
    table,
    columns: Object.keys(row.properties),
    row,
  });
}

function compose(strings: TemplateStringsArray, values: unknown[]): Named & { origin: string; values: unknown[] } {
  const template = templateOf(strings);
  const { origin } = template;
  if (values.some(isFragment)) {
    const sink = { text: "", values: [] as unknown[] };
    flatten({ strings, values }, sink);
    return { ...named(sink.text), origin, values: sink.values };
  }
  template.fixed ??= named(strings.reduce((text, part, index) => `${text}$${index}${part}`));
  const { text, name } = template.fixed;
  return { text, name, origin, values };
}

/** The call stack is read once for each template in the source text, which takes some microseconds. */
function templateOf(strings: TemplateStringsArray): Template {
  const known = templates.get(strings);
  if (known) return known;
  const trace = { stack: "" };
  Error.captureStackTrace(trace, templateOf);
  const fresh = { origin: originIn(trace.stack), fixed: undefined };
  templates.set(strings, fresh);
  return fresh;
}

function flatten({ strings, values }: Fragment, sink: { text: string; values: unknown[] }): void {
  sink.text += strings[0] ?? "";
  for (const [index, value] of values.entries()) {
    if (isFragment(value)) flatten(value, sink);
    else sink.text += `$${sink.values.push(value)}`;
    sink.text += strings[index + 1] ?? "";
  }
}

function isFragment(value: unknown): value is Fragment {
  return value instanceof Fragment;
}

function named(text: string): Named {
  const known = composedTexts.get(text);
  if (known) return known;
  const fresh = { text, name: nameOf(text) };
  composedTexts.set(text, fresh);
  return fresh;
}

function nameOf(text: string): string {
  return `s${createHash("sha256").update(text).digest("hex").slice(0, 24)}`;
}
