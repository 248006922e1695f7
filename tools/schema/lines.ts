import { columnX, rowY, size, type Box, type Layout } from "./layout.ts";

/** A foreign key as a line: its corners, from the referring column to the referenced one. */
export type Line = { readonly toTable: string; readonly corners: readonly (readonly [x: number, y: number])[] };

const laneWidth = 7;

/**
 * Returns every foreign key as a line in the gutters between the boxes and the corridors above them; none crosses a
 * box.
 */
export function linesOf({ boxes, panels }: Layout): Line[] {
  const laneOf = openLanes();
  const inGutter = (gutter: number, name: string): number =>
    columnX(gutter) - 12 - laneWidth * laneOf(`gutter ${gutter}`, name);
  return [...boxes.values()].flatMap((from) =>
    from.table.references.flatMap(({ columns, toTable, toColumns }): Line[] => {
      const to = boxes.get(toTable);
      if (!to) return [];
      const start = [from.x, rowY(from, columns.at(-1) ?? "")] as const;
      const targetY = rowY(to, toColumns.at(-1) ?? "");
      const side = sideOf(from, to);
      const first = inGutter(from.column, toTable);
      if (side) {
        const end = side === "left" ? to.x : to.x + size.box;
        return [{ toTable, corners: [start, [first, start[1]], [first, targetY], [end, targetY]] }];
      }
      const above = (panels[to.area]?.corridor ?? 0) + laneWidth * laneOf(`corridor ${to.area}`, toTable);
      const last = inGutter(to.column + 1, toTable);
      const corners = [
        start,
        [first, start[1]],
        [first, above],
        [last, above],
        [last, targetY],
        [to.x + size.box, targetY],
      ] as const;
      return [{ toTable, corners }];
    }),
  );
}

/** Numbers names for each place separately: lines to one table share one lane. */
function openLanes() {
  const places = new Map<string, string[]>();
  return (place: string, name: string): number => {
    const names = places.get(place) ?? [];
    if (!names.includes(name)) names.push(name);
    places.set(place, names);
    return names.indexOf(name);
  };
}

/**
 * Returns the target's side that touches the gutter before `from`; undefined when neither does, so that the line passes
 * above the area.
 */
function sideOf(from: Box, to: Box): "left" | "right" | undefined {
  if (from.column === to.column + 1) return "right";
  return from.column === to.column ? "left" : undefined;
}
