import { areas } from "../../migrations/areas.ts";
import { columnX, layOut, rowY, size, type Box, type Panel } from "./layout.ts";
import { linesOf, type Line } from "./lines.ts";
import type { Table } from "./tables.ts";

/** Line colours, dark enough to be read as text on white and easy to tell apart. */
const colours = [
  "#1f6feb",
  "#b3261e",
  "#1a7f37",
  "#8250df",
  "#9a6700",
  "#0b7285",
  "#bf3989",
  "#5c4033",
  "#3d5a00",
  "#d1500a",
  "#394b59",
];

const ink = "#24292f";

type Colour = (table: string) => string | undefined;

const style = `text{font:11.5px ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace}.area{font:600 17px system-ui,"DejaVu Sans",sans-serif;fill:${ink}}.name{font-weight:700;fill:#fff}.key{font-weight:700}.type{fill:#6e7781;text-anchor:end}`;

/**
 * Returns `docs/schema.svg`: every table with its columns, area by area, and every foreign key as a line to its target.
 */
export function schemaDrawing(tables: ReadonlyMap<string, Table>): string {
  const layout = layOut(areas, tables);
  const lines = linesOf(layout);
  const targets = [...new Set(lines.map(({ toTable }) => toTable))];
  const colourOf: Colour = (table) =>
    targets.includes(table) ? colours[targets.indexOf(table) % colours.length] : undefined;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${layout.width} ${layout.height}" width="${layout.width}" height="${layout.height}">`,
    `<style>${style}</style>`,
    `<rect width="${layout.width}" height="${layout.height}" fill="#fff"/>`,
    ...layout.panels.map((each) => panel(each, layout.width)),
    `<g fill="none" stroke-width="1.5" stroke-linejoin="round">`,
    ...lines.map((each) => line(each, colourOf)),
    "</g>",
    ...[...layout.boxes.values()].map((each) => box(each, colourOf)),
    "</svg>\n",
  ].join("\n");
}

function panel({ title, y, height }: Panel, width: number): string {
  return (
    `<rect x="${size.margin}" y="${y}" width="${width - size.margin * 2}" height="${height}" rx="10" fill="#f6f8fa"/>` +
    `<text x="${columnX(0)}" y="${y + 24}" class="area">${escaped(title)}</text>`
  );
}

function box(drawn: Box, colourOf: Colour): string {
  const { table, x, y, height } = drawn;
  const rows = table.columns.map(({ name, type, isRequired }) => {
    const reference = table.references.find(({ columns }) => columns.at(-1) === name);
    const colour = (reference && colourOf(reference.toTable)) ?? ink;
    const place = rowY(drawn, name) + 4;
    return (
      `<text x="${x + 10}" y="${place}"${table.key.includes(name) ? ' class="key"' : ""} fill="${colour}">${escaped(name)}</text>` +
      `<text x="${x + size.box - 10}" y="${place}" class="type">${escaped(type)}${isRequired ? "" : "?"}</text>`
    );
  });
  const colour = colourOf(table.name) ?? "#57606a";
  return [
    `<rect x="${x}" y="${y}" width="${size.box}" height="${height}" rx="6" fill="#fff" stroke="${colour}"/>`,
    `<path d="M${x} ${y + size.header}v${6 - size.header}a6 6 0 0 1 6-6h${size.box - 12}a6 6 0 0 1 6 6v${size.header - 6}z" fill="${colour}"/>`,
    `<text x="${x + 10}" y="${y + 17}" class="name">${escaped(table.name)}</text>`,
    ...rows,
  ].join("\n");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

function line({ toTable, corners }: Line, colourOf: Colour): string {
  const colour = colourOf(toTable) ?? ink;
  const [start = [0, 0]] = corners;
  const [x, y] = corners.at(-1) ?? [0, 0];
  const inward = (corners.at(-2)?.[0] ?? 0) > x ? 7 : -7;
  return (
    `<polyline points="${corners.map((corner) => corner.join()).join(" ")}" stroke="${colour}"/>` +
    `<circle cx="${start[0]}" cy="${start[1]}" r="2.5" fill="${colour}" stroke="none"/>` +
    `<path d="M${x} ${y}l${inward}-4v8z" fill="${colour}" stroke="none"/>`
  );
}
