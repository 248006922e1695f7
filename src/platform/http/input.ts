import { Compile } from "typebox/compile";
import type { TObject, TSchema } from "typebox";
import { refusal, refusals, type Refusal, type RefusalCode } from "../refusal.ts";
import { isVisible, oneLine, prose } from "../visible.ts";

/**
 * Keywords beyond JSON Schema. `refusal`: code for a wrong value. `clearable`: an empty value clears the field.
 * `visible`: a text without visible characters is empty. `line`: a text is one line. `numeral`: a number is read as the
 * text it is written as. `orThing`: an object stands for its `id`. `enough`: any larger number means the same as this
 * one. `wording`: what a value must be, where the schema has only a pattern.
 */
type Field = TSchema & {
  type?: string;
  items?: Field;
  default?: unknown;
  maxLength?: number;
  refusal?: RefusalCode;
  clearable?: boolean;
  visible?: boolean;
  line?: boolean;
  numeral?: boolean;
  orThing?: boolean;
  maximum?: number;
  enough?: number;
  wording?: string;
};

/** JSON's `2.0` is a whole number, too; in a path it is a different path. */
const wholeText = /^\s*[+-]?\d{1,16}(\.0{0,16})?\s*$/;
const wholeInPath = /^\s*[+-]?\d{1,16}\s*$/;
const decimalText = /^\s*[+-]?\d{1,16}(\.\d{1,16})?\s*$/;
const truths: Readonly<Record<string, boolean>> = {
  true: true,
  on: true,
  "1": true,
  false: false,
  off: false,
  "0": false,
};

const alternatives = new Intl.ListFormat("en-GB", { type: "disjunction" });

type Fault = { readonly keyword: string; readonly params: object; readonly message: string };

/** The contract's message for an invalid id, of any resource. */
const notANumber = refusals.DEP_01[1];

/**
 * Returns a function that parses a request's body, query or path by its schema, into a new object with only the
 * schema's fields, in the schema's order. All other fields are dropped.
 */
export function inputReader(schema: TObject, part: "path" | "other" = "other") {
  const inPath = part === "path";
  const fields = Object.entries(schema.properties) as [string, Field][];
  const required = new Set<string>(schema.required ?? []);
  const checker = Compile(schema);

  return (data: unknown): { value: Record<string, unknown> } | { error: Refusal } => {
    const sent = asRecord(data);
    if (!sent) return { error: refusal("COM_02", "", { message: "Invalid Data: the body must be an object" }) };
    const value: Record<string, unknown> = {};
    const missing: string[] = [];
    const fault = readFields(sent, fields, required, { value, missing, inPath });
    if (fault) return { error: fault };
    if (missing.length > 0) return { error: refusal("USR_02", missing.join(",")) };
    if (checker.Check(value)) return { value: { ...value, ...emptied(sent, fields) } };
    const [first] = checker.Errors(value);
    const name = first?.instancePath.split("/")[1] ?? "";
    return { error: refuseValue(name, (schema.properties[name] ?? {}) as Field, first, inPath) };
  };
}

function asRecord(data: unknown): Record<string, unknown> | undefined {
  if (data === undefined || data === null) return {};
  return typeof data === "object" && !Array.isArray(data) ? (data as Record<string, unknown>) : undefined;
}

/** Returns null for each clearable field that was sent empty. */
function emptied(sent: Record<string, unknown>, fields: readonly [string, Field][]): Record<string, null> {
  return Object.fromEntries(
    fields
      .filter(([name, field]) => field.clearable && Object.hasOwn(sent, name) && isEmpty(sent[name], field))
      .map(([name]) => [name, null]),
  );
}

/**
 * Puts the fields that were sent into `value`, and the names of missing ones into `missing`. Returns the first fault.
 */
function readFields(
  sent: Record<string, unknown>,
  fields: readonly [string, Field][],
  required: ReadonlySet<string>,
  { value, missing, inPath }: { value: Record<string, unknown>; missing: string[]; inPath: boolean },
): Refusal | undefined {
  const hasLists = Object.keys(sent).some((key) => key.endsWith("]"));
  for (const [name, field] of fields) {
    const wasSent = Object.hasOwn(sent, name);
    const given = givenFor(sent, name, field, hasLists);
    if (isEmpty(given, field)) {
      const standIn = !required.has(name) ? field.default : wasSent && field.clearable ? "" : undefined;
      if (standIn !== undefined) value[name] = standIn;
      else if (required.has(name)) missing.push(name);
      continue;
    }
    const read = withoutExcess(fromText(given, field, inPath), field);
    if (isFarTooLong(read, field)) return refuseField(name, field, "maxLength", "is too long");
    if (!isStorable(read)) return refuseField(name, field, "text", "holds characters that are no text");
    value[name] = typeof read === "string" ? asShown(read, field) : read;
    if (isTooLong(value[name], field)) return refuseField(name, field, "maxLength", "is too long");
  }
  return undefined;
}

/** Returns a field as it was sent; with `orThing` also the id of `{"id": …}`, or of the form's spelling of that. */
function givenFor(sent: Record<string, unknown>, name: string, { orThing }: Field, hasLists: boolean): unknown {
  const given = hasLists ? together(own(sent, name), listedUnder(sent, name)) : own(sent, name);
  if (!orThing) return given;
  const isThing = typeof given === "object" && given !== null && !Array.isArray(given);
  return isThing ? own(given, "id") : (given ?? own(sent, `${name}[id]`));
}

function together(one: unknown, other: unknown): unknown {
  return one === undefined || other === undefined ? (one ?? other) : [one, other].flat();
}

function own(record: object, name: string): unknown {
  return Object.hasOwn(record, name) ? (record as Record<string, unknown>)[name] : undefined;
}

/**
 * Returns the values under a name in the spellings of lists, `name[]` and `name[0]`, which axios, qs and PHP use. A
 * single value is not a list.
 */
function listedUnder(sent: Record<string, unknown>, name: string): unknown {
  const values = Object.keys(sent)
    .filter((key) => key.startsWith(`${name}[`) && /^\[\d*\]$/.test(key.slice(name.length)))
    .flatMap((key) => sent[key]);
  return values.length > 1 ? values : values[0];
}

function isEmpty(value: unknown, { visible }: Field): boolean {
  return (
    value === undefined ||
    value === null ||
    value === "" ||
    (visible === true && typeof value === "string" && !isVisible(value))
  );
}

/** Reduces equal meanings to one value, because cached replies are found by it. */
function withoutExcess(value: unknown, { enough, maximum = Infinity }: Field): unknown {
  return enough !== undefined && typeof value === "number" && value <= maximum ? Math.min(value, enough) : value;
}

/**
 * Converts text: forms and queries contain only text, from which numbers, booleans and lists are parsed; anything else
 * stays.
 */
function fromText(value: unknown, field: Field, inPath: boolean): unknown {
  if (field.type === "array") {
    const items = (Array.isArray(value) ? value : [value]) as unknown[];
    return items
      .flatMap((item) => (typeof item === "string" ? item.split(",") : [item]))
      .map((item) => fromText(item, field.items ?? {}, inPath));
  }
  if (typeof value === "number" && field.numeral) return String(value);
  if (typeof value !== "string") return value;
  if (field.type === "integer") return (inPath ? wholeInPath : wholeText).test(value) ? Number(value) : value;
  if (field.type === "number") return decimalText.test(value) ? Number(value) : value;
  if (field.type === "boolean") return truths[value.toLowerCase()] ?? value;
  return value;
}

/** PostgreSQL stores no NUL, and would store a lone surrogate as another character than was sent. */
function isStorable(value: unknown): boolean {
  return typeof value === "string" ? !value.includes("\0") && value.isWellFormed() : true;
}

function asShown(text: string, { line, visible }: Field): string {
  if (line) return oneLine(text);
  return visible ? prose(text) : text;
}

/** Returns whether a text is some ten times too long: it is refused, whatever would be left of it without blanks. */
function isFarTooLong(value: unknown, { maxLength = Infinity }: Field): boolean {
  return typeof value === "string" && value.length > 1000 + 10 * maxLength;
}

/** Counts code points, as PostgreSQL does; the schema checker counts graphemes, of which a family emoji is one. */
function isTooLong(value: unknown, { maxLength }: Field): boolean {
  return (
    typeof value === "string" && maxLength !== undefined && value.length > maxLength && [...value].length > maxLength
  );
}

function refuseValue(name: string, field: Field, fault: Fault | undefined, inPath: boolean): Refusal {
  const keyword = fault?.keyword ?? "";
  if (inPath && field.type === "integer" && keyword === "type")
    return refusal(field.refusal ?? "COM_02", name, { message: notANumber });
  const wording =
    field.wording ?? wordingOf(keyword, (fault?.params ?? {}) as Record<string, unknown>, fault?.message ?? "is wrong");
  return refuseField(name, field, keyword, wording);
}

function wordingOf(keyword: string, params: Record<string, unknown>, message: string): string {
  if (keyword === "type") return `must be of type ${String(params["type"])}`;
  if (keyword === "enum") return `must be one of ${quoted(params["allowedValues"] as readonly unknown[])}`;
  return message;
}

/** Returns values in quotes, because a value may hold a comma itself, as in `sort=name,DESC`. */
function quoted(values: readonly unknown[]): string {
  return alternatives.format(values.map((value) => JSON.stringify(value)));
}

function refuseField(name: string, field: Field, keyword: string, message: string): Refusal {
  if (field.refusal) return refusal(field.refusal, name);
  if (keyword === "maxLength") return refusal("USR_07", name, { message: `this is too long ${name}.` });
  return refusal("COM_02", name, { message: `Invalid Data: ${name} ${message}` });
}
