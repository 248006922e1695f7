import { onOneLine } from "./address.ts";
import type { Letter, Part } from "./letter.ts";

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => escapes[sign] ?? sign);

const ink = "#26303a";
const red = "#b5382f";
const paper = "#faf7f0";
const thread = "#e3dac6";

/** A link leads to the web and nowhere else: no script, no other program. */
const webAddress = (url: string): string => {
  const { protocol, href } = new URL(url);
  if (protocol !== "https:" && protocol !== "http:") throw new TypeError(`A mail cannot link to ${protocol}`);
  return href;
};

type Row = readonly [label: string, value: string];
type Rows = Extract<Part, { rows: unknown }>;

const flatRow = ([label, value]: Row): Row => [onOneLine(label), onOneLine(value)];

/** No value ends its line: whoever chooses a name or an address writes no passage of the letter. */
const flat = (part: Part): Part => {
  if ("text" in part) return { text: onOneLine(part.text), lines: (part.lines ?? []).map(onOneLine) };
  if ("button" in part) return { ...part, button: onOneLine(part.button) };
  if ("note" in part) return { note: onOneLine(part.note) };
  return { rows: part.rows.map(flatRow), ...(part.sum ? { sum: flatRow(part.sum) } : {}) };
};

const lineAsText =
  (width: number) =>
  ([label, value]: Row) =>
    `  ${label.padEnd(width)}  ${value}`;

const rowsAsText = ({ rows, sum }: Rows): string => {
  const all = sum ? [...rows, sum] : rows;
  const width = Math.max(...all.map(([label]) => label.length));
  const rule = sum
    ? [`  ${"-".repeat(width + 2 + Math.max(...all.map(([, value]) => value.length)))}`, lineAsText(width)(sum)]
    : [];
  return [...rows.map(lineAsText(width)), ...rule].join("\n");
};

const partAsText = (part: Part): string => {
  if ("text" in part) return [part.text, ...(part.lines ?? [])].join("\n");
  if ("button" in part) return `${part.button}:\n${webAddress(part.url)}`;
  if ("rows" in part) return rowsAsText(part);
  return part.note;
};

/** The letter for readers of plain text. */
export const asText = ({ parts }: Letter, shopName: string): string =>
  `${parts.map(flat).map(partAsText).join("\n\n")}\n\n-- \n${onOneLine(shopName)}\n`;

const rowAsHtml =
  (style: string) =>
  ([label, value]: Row) =>
    `<tr><td style="padding:6px 12px 6px 0;${style}">${escaped(label)}</td><td align="right" style="padding:6px 0;${style}">${escaped(value)}</td></tr>`;

const rowsAsHtml = ({ rows, sum }: Rows): string => {
  const lines = rows.map(rowAsHtml(`border-bottom:1px solid ${thread}`));
  const total = sum ? rowAsHtml("font-weight:bold")(sum) : "";
  return `<table role="presentation" width="100%" cellspacing="0" style="margin:0 0 20px;border-collapse:collapse">${lines.join("")}${total}</table>`;
};

const buttonAsHtml = (label: string, url: string): string => {
  const link = escaped(webAddress(url));
  return (
    `<p style="margin:0 0 8px"><a href="${link}" style="display:inline-block;padding:11px 22px;background:${red};color:#ffffff;text-decoration:none;border-radius:3px">${escaped(label)}</a></p>` +
    `<p style="margin:0 0 20px;font-size:13px;word-break:break-all"><a href="${link}" style="color:${red}">${link}</a></p>`
  );
};

const partAsHtml = (part: Part): string => {
  if ("text" in part)
    return `<p style="margin:0 0 16px">${[part.text, ...(part.lines ?? [])].map(escaped).join("<br>")}</p>`;
  if ("button" in part) return buttonAsHtml(part.button, part.url);
  if ("rows" in part) return rowsAsHtml(part);
  return `<p style="margin:0 0 12px;font-size:13px;color:#6b6459">${escaped(part.note)}</p>`;
};

/** The letter for readers of HTML: a sheet with a red thread down its edge; no picture, nothing loaded from elsewhere. */
export const asHtml = ({ subject, parts }: Letter, shopName: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(subject)}</title></head>
<body style="margin:0;padding:24px 12px;background:${thread}">
<table role="presentation" align="center" width="100%" cellspacing="0" style="max-width:560px;background:${paper};border-left:6px solid ${red}">
<tr><td style="padding:28px 28px 20px;font:16px/1.6 Georgia,serif;color:${ink}">
<p style="margin:0 0 18px;font-size:22px">${escaped(shopName)}</p>
${parts.map(flat).map(partAsHtml).join("\n")}
</td></tr></table>
</body></html>
`;
