import { onOneLine } from "./address.ts";
import type { Letter, Part } from "./letter.ts";

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const ink = "#26303a";
const red = "#b5382f";
const paper = "#faf7f0";
const thread = "#e3dac6";

type Row = readonly [label: string, value: string];
type Rows = Extract<Part, { rows: unknown }>;

/** Returns the mail as plain text. */
export function asText({ parts }: Letter, shopName: string): string {
  return `${parts.map(flat).map(partAsText).join("\n\n")}\n\n-- \n${onOneLine(shopName)}\n`;
}

/** Returns the mail as HTML: a sheet with a red thread down its edge, without pictures or other remote content. */
export function asHtml({ subject, parts }: Letter, shopName: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(subject)}</title></head>
<body style="margin:0;padding:24px 12px;background:${thread}">
<table role="presentation" align="center" width="100%" cellspacing="0" style="max-width:560px;background:${paper};border-left:6px solid ${red}">
<tr><td style="padding:28px 28px 20px;font:16px/1.6 Georgia,serif;color:${ink}">
<p style="margin:0 0 18px;font-size:22px">${escaped(shopName)}</p>
${parts.map(flat).map(partAsHtml).join("\n")}
</td></tr></table>
</body></html>
`;
}

/**
 * Removes line breaks from all values: a name or an address chosen by a customer cannot add a paragraph to the mail.
 */
function flat(part: Part): Part {
  if ("text" in part) return { text: onOneLine(part.text), lines: (part.lines ?? []).map(onOneLine) };
  if ("button" in part) return { ...part, button: onOneLine(part.button) };
  if ("note" in part) return { note: onOneLine(part.note) };
  return { rows: part.rows.map(flatRow), ...(part.sum ? { sum: flatRow(part.sum) } : {}) };
}

function flatRow([label, value]: Row): Row {
  return [onOneLine(label), onOneLine(value)];
}

function partAsText(part: Part): string {
  if ("text" in part) return [part.text, ...(part.lines ?? [])].join("\n");
  if ("button" in part) return `${part.button}:\n${webAddress(part.url)}`;
  if ("rows" in part) return rowsAsText(part);
  return part.note;
}

function rowsAsText({ rows, sum }: Rows): string {
  const all = sum ? [...rows, sum] : rows;
  const width = Math.max(...all.map(([label]) => label.length));
  const rule = sum
    ? [`  ${"-".repeat(width + 2 + Math.max(...all.map(([, value]) => value.length)))}`, lineAsText(width)(sum)]
    : [];
  return [...rows.map(lineAsText(width)), ...rule].join("\n");
}

function lineAsText(width: number) {
  return ([label, value]: Row) => `  ${label.padEnd(width)}  ${value}`;
}

function partAsHtml(part: Part): string {
  if ("text" in part)
    return `<p style="margin:0 0 16px">${[part.text, ...(part.lines ?? [])].map(escaped).join("<br>")}</p>`;
  if ("button" in part) return buttonAsHtml(part.button, part.url);
  if ("rows" in part) return rowsAsHtml(part);
  return `<p style="margin:0 0 12px;font-size:13px;color:#6b6459">${escaped(part.note)}</p>`;
}

function buttonAsHtml(label: string, url: string): string {
  const link = escaped(webAddress(url));
  return (
    `<p style="margin:0 0 8px"><a href="${link}" style="display:inline-block;padding:11px 22px;background:${red};color:#ffffff;text-decoration:none;border-radius:3px">${escaped(label)}</a></p>` +
    `<p style="margin:0 0 20px;font-size:13px;word-break:break-all"><a href="${link}" style="color:${red}">${link}</a></p>`
  );
}

/** Returns a link to the web. Throws for any other scheme: no script, no other program. */
function webAddress(url: string): string {
  const { protocol, href } = new URL(url);
  if (protocol !== "https:" && protocol !== "http:") throw new TypeError(`A mail cannot link to ${protocol}`);
  return href;
}

function rowsAsHtml({ rows, sum }: Rows): string {
  const lines = rows.map(rowAsHtml(`border-bottom:1px solid ${thread}`));
  const total = sum ? rowAsHtml("font-weight:bold")(sum) : "";
  return `<table role="presentation" width="100%" cellspacing="0" style="margin:0 0 20px;border-collapse:collapse">${lines.join("")}${total}</table>`;
}

function rowAsHtml(style: string) {
  return ([label, value]: Row) =>
    `<tr><td style="padding:6px 12px 6px 0;${style}">${escaped(label)}</td><td align="right" style="padding:6px 0;${style}">${escaped(value)}</td></tr>`;
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => escapes[sign] ?? sign);
}
