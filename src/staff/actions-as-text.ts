const columns = [
  "action_id",
  "at",
  "staff_id",
  "key_id",
  "who",
  "act",
  "subject",
  "address",
  "device",
  "before",
  "after",
] as const;

type Shown = Readonly<Record<(typeof columns)[number], unknown>>;

/** Spreadsheets take a cell that begins so for a formula (OWASP, CSV injection). */
const formula = /^[=+\-@\t\r]/;

const textTypes = ["application/x-ndjson", "text/csv"] as const;
type TextType = (typeof textTypes)[number];

/** Returns the text format that a client accepts; undefined for JSON. */
export function textTypeAccepted(accept: string | undefined): TextType | undefined {
  return textTypes.find((type) => accept?.toLowerCase().includes(type));
}

/** Returns actions as text: a JSON object a line, or CSV (RFC 4180) with a line of names first. */
export function actionsAsText(actions: readonly Shown[], type: TextType): string {
  if (type === "application/x-ndjson") return actions.map((one) => `${JSON.stringify(one)}\n`).join("");
  return [columns.join(","), ...actions.map((one) => columns.map((name) => cell(one[name])).join(","))]
    .map((line) => `${line}\r\n`)
    .join("");
}

function cell(value: unknown): string {
  if (value === null) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
