import { hash } from "node:crypto";
import type { Charsets } from "../source/shape.ts";
import type { Bytes } from "../source/source.ts";
import { columnsOf, contacts, tables, type Table, type TableName } from "../source/tables.ts";
import { isSecret, keptCard, notKept, phoneWithoutCards, withoutCards } from "./secrets.ts";
import { RejectedRow } from "./rejected-row.ts";
import { asLine, asProse, asStored, cut, readText, type Read } from "./text.ts";
import { hundredthsOf, isPersonal, storable, timestampOf } from "./values.ts";

/**
 * A repaired text: `row` is its row's key, `before` what the source shop displayed. Card numbers are masked in both
 * texts.
 */
export type RepairedText = {
  readonly table: TableName;
  readonly row: string;
  readonly column: string;
  readonly what: string;
  readonly before: string;
  readonly after: string;
};

/** Maximum price in cents, the limit of a 4-byte integer column. */
const mostCents = 2_147_483_647;

/** A row of the source shop, read column by column. Collects the repairs that reading it needed. */
export class LegacyRow {
  readonly table: TableName;
  /** Repairs, as the report counts them. */
  readonly mends: string[] = [];
  /** Losses: content that is not imported, as the report counts it. */
  readonly losses: string[] = [];
  /** Losses for which the row's content is kept in `import_reject`. */
  readonly keptLosses: string[] = [];
  readonly texts: RepairedText[] = [];
  readonly #bytes: Bytes;
  readonly #charsets: Charsets;
  readonly #lacks = new Map<string, string>();

  constructor(table: TableName, charsets: Charsets, bytes: Bytes) {
    this.table = table;
    this.#charsets = charsets;
    this.#bytes = bytes;
    for (const [column, parent] of Object.entries(this.#definition.parents ?? {}))
      if (bytes[`has:${column}`]?.toString() !== "1") this.#lacks.set(column, `its ${parent} does not exist`);
  }

  get #definition(): Table {
    return tables[this.table];
  }

  /** Key of the row in its table. */
  get key(): string {
    return this.#definition.key.map((column) => this.raw(column) ?? "").join("/");
  }

  /** Whether the table has identifying columns besides its key. */
  get hasNames(): boolean {
    return this.#definition.names !== undefined;
  }

  /** Fingerprint of the identifying columns, which can be compared but not read: 32 hexadecimal digits. */
  get fingerprint(): string {
    const { names = [] } = this.#definition;
    return hash("sha256", JSON.stringify(names.map((column) => this.raw(column)))).slice(0, 32);
  }

  /** Number of the row if its key is one column; 0 if that is no valid number here. */
  get number(): number {
    const value = Number(this.key);
    return Number.isSafeInteger(value) && value > 0 ? value : 0;
  }

  /** Existing rows that this row refers to: the column, the table, the row's key. */
  get parents(): readonly { column: string; table: TableName; key: string }[] {
    return Object.entries(this.#definition.parents ?? {})
      .filter(([column]) => !this.#lacks.has(column))
      .map(([column, table]) => ({ column, table: table as TableName, key: this.raw(column) ?? "" }));
  }

  /** Marks the row that a column refers to as rejected. */
  lacksParent(column: string, table: TableName): void {
    this.#lacks.set(column, `its ${table} was set aside`);
  }

  mend(what: string): void {
    this.mends.push(what);
  }

  /** Records that some content does not fit; the whole row is kept in `import_reject`. */
  lose(what: string): void {
    this.losses.push(what);
    this.keptLosses.push(what);
  }

  /** Records that some content may not be kept. */
  discard(what: string): void {
    this.losses.push(what);
  }

  /** Returns a column's bytes undecoded, for numbers and timestamps; null for SQL NULL. */
  raw(column: string): string | null {
    return this.#bytes[column]?.toString("latin1") ?? null;
  }

  /** Reads an id: an integer above 0. Throws RejectedRow for anything else. */
  id(column: string): number {
    const value = Number(this.raw(column) ?? 0);
    if (!Number.isSafeInteger(value) || value < 1) throw new RejectedRow(`${column} is no number above 0`);
    return value;
  }

  has(column: string): boolean {
    return !this.#lacks.has(column);
  }

  /** Reads the id of another row. Throws RejectedRow when that row does not exist or was rejected. */
  parent(column: string): number {
    const lack = this.#lacks.get(column);
    if (lack) throw new RejectedRow(lack);
    return this.id(column);
  }

  integer(column: string): number | null {
    const raw = this.raw(column);
    return raw !== null && /^-?\d{1,15}$/.test(raw) ? Number(raw) : null;
  }

  /**
   * Reads an amount exactly, in hundredths; null for SQL NULL. Throws RejectedRow for anything else that is no amount.
   */
  hundredths(column: string): number | null {
    const raw = this.raw(column);
    const hundredths = raw === null ? null : hundredthsOf(raw);
    if (hundredths === undefined) throw new RejectedRow(`${column} is no amount of whole cents`);
    return hundredths;
  }

  /** Reads a price in cents. Throws RejectedRow when it is missing, negative or too large. */
  price(column: string): number {
    const cents = this.hundredths(column);
    if (cents === null) throw new RejectedRow(`${column} is missing`);
    if (cents < 0) throw new RejectedRow(`${column} is below 0`);
    if (cents > mostCents) throw new RejectedRow(`${column} is above what can be asked for`);
    return cents;
  }

  /** Reads the id of another row, as `parent` does; null when the column holds none. */
  parentIfAny(column: string): number | null {
    if (!["", "0"].includes(this.raw(column) ?? "")) return this.parent(column);
    this.mend(`${column}: none on record`);
    return null;
  }

  /** Reads a timestamp in UTC; null if there is none, or its date does not exist. */
  moment(column: string): Date | null {
    const raw = this.raw(`utc:${column}`) ?? this.raw(column);
    if (raw === null) return null;
    const moment = timestampOf(raw);
    if (!moment) this.mend(`${column}: no day of any calendar taken as none`);
    return moment ?? null;
  }

  /** Reads a timestamp; uses the time of the import if it is unknown. */
  momentOr(column: string, now: Date): Date {
    const moment = this.moment(column);
    if (!moment) this.mend(`${column}: unknown, set to the time of the import`);
    return moment ?? now;
  }

  /** Reads one line of text, truncated to a number of characters; "" for SQL NULL. */
  line(column: string, longest: number): string {
    return this.#text(column, asLine, longest);
  }

  /** Reads text of several lines. */
  prose(column: string, longest: number): string {
    return this.#text(column, asProse, longest);
  }

  /** Reads one line. Throws RejectedRow when it is empty. */
  name(column: string, longest: number): string {
    const name = this.line(column, longest);
    if (name === "") throw new RejectedRow(`${column} is empty`);
    return name;
  }

  /** Reads one line without masking card numbers: the caller masks them. */
  contact(column: string): string {
    const read = this.#read(column);
    const tidy = asLine(read.text);
    this.#note(column, [...read.mends, ...tidy.mends], phoneWithoutCards, tidy.text);
    return tidy.text;
  }

  /** Reads a text exactly, including its spaces. */
  exact(column: string): string {
    return this.#read(column).text;
  }

  /** Returns all columns for the record of a rejected row, without content that may not be kept. */
  content(): Record<string, string | null> {
    return Object.fromEntries(
      [...this.#charsets.keys()].map((column) => [column, this.#bytes[column] ? this.#shown(column) : null]),
    );
  }

  #shown(column: string): string {
    const { text } = this.#read(column);
    if (text.trim() === "") return storable(text);
    if (column === "credit_card") return keptCard(text) ?? notKept;
    // A hash is as secret as its password: only the account itself stores it.
    if (column === "password") return notKept;
    if (!columnsOf(this.#definition).includes(column) && isSecret(column, text)) return notKept;
    if (!isPersonal(this.table)) return storable(text);
    return storable(contacts.has(column) ? phoneWithoutCards(text) : withoutCards(text));
  }

  #read(column: string): Read {
    const bytes = this.#bytes[column];
    return bytes ? readText(bytes, this.#charsets.get(column) ?? null) : { text: "", mends: [] };
  }

  #note(column: string, mends: readonly string[], masked: (text: string) => string, after: string): void {
    for (const mend of mends) this.mend(`${column}: ${mend}`);
    const bytes = this.#bytes[column];
    if (mends.length === 0 || !bytes) return;
    const before = asStored(bytes, this.#charsets.get(column) ?? null);
    if (before === after) return;
    const what = mends.join(", ");
    this.texts.push({ table: this.table, row: this.key, column, what, before: masked(before), after: masked(after) });
  }

  #text(column: string, tidy: (text: string) => Read, longest: number): string {
    const read = this.#read(column);
    const { text, mends } = tidy(read.text);
    const masked = isPersonal(this.table) ? withoutCards : (one: string) => one;
    const safe = masked(text);
    if (safe !== text) this.discard(`${column}: a card's number masked`);
    const short = cut(safe, longest);
    if (short !== safe) this.lose(`${column}: cut at ${longest} characters`);
    const after = short.trim();
    this.#note(column, [...read.mends, ...mends], masked, after);
    return after;
  }
}
