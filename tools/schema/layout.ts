import type { Area } from "../../migrations/areas.ts";
import type { Table } from "./tables.ts";

export const size = {
  box: 264,
  gutter: 64,
  row: 16,
  header: 24,
  padding: 6,
  /** Space between two boxes of a column. */
  gap: 20,
  /** Space above an area's boxes: its title, and the corridor for lines that pass. */
  title: 34,
  corridor: 44,
  margin: 16,
} as const;

/** Position of a table in the drawing; `column` counts from the left. */
export type Box = {
  readonly table: Table;
  readonly area: number;
  readonly column: number;
  readonly x: number;
  readonly y: number;
  readonly height: number;
};
/** Position of an area in the drawing; lines that pass above its boxes begin at `corridor`. */
export type Panel = { readonly title: string; readonly y: number; readonly height: number; readonly corridor: number };
export type Layout = {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly panels: readonly Panel[];
  readonly width: number;
  readonly height: number;
};

/** Returns the vertical middle of a column's row in its box. */
export function rowY({ y, table }: Box, column: string): number {
  return y + size.header + size.padding + (table.columns.findIndex(({ name }) => name === column) + 0.5) * size.row;
}

/** Lays the areas out one below the other, and the tables of each in their columns. */
export function layOut(areas: readonly Area[], tables: ReadonlyMap<string, Table>): Layout {
  const boxes = new Map<string, Box>();
  const panels: Panel[] = [];
  let top: number = size.margin;
  for (const [area, { title, columns }] of areas.entries()) {
    const y = top + size.title + size.corridor;
    const own = columns.flatMap((names, column) => stack(Object.keys(names), tables, { area, column, y }));
    for (const box of own) boxes.set(box.table.name, box);
    const bottom = Math.max(y, ...own.map((box) => box.y + box.height)) + size.gap;
    panels.push({ title, y: top, height: bottom - top, corridor: top + size.title });
    top = bottom + size.margin;
  }
  const widest = Math.max(...areas.map(({ columns }) => columns.length));
  return { boxes, panels, width: columnX(widest) + size.margin, height: top };
}

/** Returns the left edge of a column of boxes; lines run in the gutter before it. */
export function columnX(column: number): number {
  return size.margin + size.gutter + column * (size.box + size.gutter);
}

function stack(
  names: readonly string[],
  tables: ReadonlyMap<string, Table>,
  start: { area: number; column: number; y: number },
): Box[] {
  const boxes: Box[] = [];
  let { y } = start;
  for (const name of names) {
    const table = tables.get(name);
    if (!table) continue;
    const height = heightOf(table);
    boxes.push({ table, area: start.area, column: start.column, x: columnX(start.column), y, height });
    y += height + size.gap;
  }
  return boxes;
}

function heightOf({ columns }: Table): number {
  return size.header + size.padding * 2 + columns.length * size.row;
}
