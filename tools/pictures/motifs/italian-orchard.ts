import type { Motif, Palette } from "../palette.ts";
import {
  around,
  circle,
  curve,
  drop,
  ellipse,
  line,
  path,
  petal,
  petals,
  scaled,
  spots,
  turned,
  veinedLeaf,
} from "../shapes.ts";

const lemon = (ink: Palette, x: number, y: number, degrees: number): string =>
  turned(
    degrees,
    x,
    y,
    path(
      `M${x} ${y - 84}C${x + 12} ${y - 66} ${x + 62} ${y - 56} ${x + 62} ${y}C${x + 62} ${y + 54} ${x + 18} ${y + 62} ${x} ${y + 84}C${x - 18} ${y + 62} ${x - 62} ${y + 54} ${x - 62} ${y}C${x - 62} ${y - 56} ${x - 12} ${y - 66} ${x} ${y - 84}Z`,
      ink.honey,
    ) +
      curve(`${x - 42} ${y + 12}, ${x - 40} ${y - 20}, ${x - 22} ${y - 42}`, ink.butter, 10) +
      spots("14 10, 28 -14, 6 38, 34 22", (right, down) => circle(x + right, y + down, 3.5, ink.tangerine)),
  );

const lemons: Motif = (ink) =>
  scaled(
    0.9,
    200,
    388,
    curve("22 92, 120 58, 230 66, 378 26", ink.sand, 12) +
      curve("130 60, 126 100, 120 140", ink.sand, 9) +
      curve("262 62, 268 84, 270 120", ink.sand, 9) +
      veinedLeaf(84, 72, 96, 56, -34, ink.leaf, ink.pine) +
      veinedLeaf(216, 64, 104, 56, 12, ink.leaf, ink.pine) +
      veinedLeaf(326, 44, 100, 58, 128, ink.leaf, ink.pine) +
      veinedLeaf(160, 62, 106, 54, 160, ink.leaf, ink.pine) +
      veinedLeaf(60, 80, 92, 50, 196, ink.leaf, ink.pine) +
      lemon(ink, 112, 212, 12) +
      lemon(ink, 276, 190, -14) +
      circle(206, 312, 74, ink.honey) +
      circle(206, 312, 62, ink.paper) +
      around(8, 206, 312, 10, (x, y, degrees) => petal(x, y, 46, 26, degrees, ink.butter)) +
      petals(340, 92, 5, 34, 22, ink.paper) +
      circle(340, 92, 8, ink.honey),
  );

const oliveBranch: Motif = (ink) => {
  const growing =
    "96 306 110, 172 214 112, 256 120 90, 104 298 104, 246 130 100, 338 48 60, 130 266 104, 214 166 100, 300 80 82, 196 186 106, 296 84 86";
  const directions = [-78, -72, -40, 128, 104, 46, -64, -52, -12, 118, 92];
  const olive = (x: number, y: number, degrees: number, fill: string): string =>
    line(`${x - 4} ${y - 30}, ${x - 20} ${y - 52}`, ink.cocoa, 5) +
    ellipse(x, y, 25, 34, fill, degrees) +
    ellipse(x - 8, y - 11, 5, 9, ink.butter, degrees + 14);
  const foliage = spots(growing, (x, y, length, index) =>
    index < 6
      ? veinedLeaf(x, y, length, length * 0.3, directions[index] ?? 0, ink.pine, ink.leaf)
      : veinedLeaf(x, y, length, length * 0.3, directions[index] ?? 0, ink.leaf, ink.pine),
  );
  return (
    curve("46 366, 110 290, 176 210, 244 132, 340 46", ink.cocoa, 9) +
    foliage +
    olive(176, 280, -24, ink.grape) +
    olive(228, 250, -30, ink.soot) +
    olive(146, 336, -16, ink.pine) +
    olive(282, 200, -36, ink.grape) +
    olive(88, 250, 34, ink.pine) +
    drop(262, 328, 22, 52, ink.honey) +
    drop(304, 360, 11, 28, ink.honey)
  );
};

/** Drawings of plants of the terraces. */
export const orchard: Record<string, Motif> = {
  "amalfi-lemons": lemons,
  "olive-branch": oliveBranch,
};
