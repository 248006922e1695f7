import { folderOf, isOfStatements, isTest } from "./places.ts";
import type { Rule } from "./rules.ts";
import { sourceOf, type Source } from "./source.ts";

const writing = /(?:\binsert\s+into|\bdelete\s+from|(?<!\b(?:for|do|key)\s+)\bupdate)\s+(?!set\b)([a-z_]+)/g;

/** Matches the table that bulk rows are copied to: `copies(Row)\`table\``. */
const copying = /\bcopies\([^`]*`([a-z_]+)`/g;

/** Returns the tables that the statements of a file write. */
export const writtenTables = ({ path, code }: Source): string[] =>
  isTest(path) || !isOfStatements(path)
    ? []
    : [writing, copying].flatMap((words) => [...code.matchAll(words)].map(([, table = ""]) => table));

const reading = /\b(?:from|join)\s+(?:only\s+)?([a-z_]+)\b(?!\s*\()/g;

/** Returns the tables that the statements of a file read, and whatever else they call by such a name. */
export const readTables = ({ code }: Source): string[] => [...code.matchAll(reading)].map(([, table = ""]) => table);

const oneWriter: Rule = {
  states: "a table is written by one feature",
  judge: (source, tree) => {
    const written = writtenTables(source);
    return tree
      .filter(({ path }) => folderOf(path) !== folderOf(source.path))
      .flatMap((other) =>
        writtenTables(other)
          .filter((table) => written.includes(table))
          .map((table) => `writes ${table}, which ${other.path} writes too`),
      );
  },
  planted: [
    sourceOf(
      "src/tax/tax.queries.ts",
      "export const clear = () => writes(nothing)`\n  delete from product where true`;",
    ),
    sourceOf("src/cart/cart.queries.ts", "export const rows = copies(\n  row({ product_id: whole }),\n)`product`;"),
    sourceOf(
      "src/cart/cart.queries.ts",
      "export const lower = () => writes(nothing)`update product set price_cents = 0`;",
    ),
  ],
  admitted: [
    sourceOf(
      "src/catalogue/revision/revision.queries.ts",
      "export const add = () => writes(nothing)`\n  insert into product (name) values (${name}) on conflict do update set name = excluded.name`;",
    ),
    sourceOf(
      "src/catalogue/products/products.queries.ts",
      "export const lock = () => writes(Row)`select name from product for update`;",
    ),
    sourceOf("src/orders/queries.ts", "export const names = () => reads(Row)`select name from product`;"),
  ],
};

export const tableRules: readonly Rule[] = [oneWriter];
