import type { Motif, Palette } from "../palette.ts";
import {
  around,
  circle,
  curve,
  ellipse,
  leaf,
  line,
  path,
  polar,
  repeat,
  scaled,
  stroke,
  tenth,
  turned,
  veinedLeaf,
} from "../shapes.ts";
import { bee, dashed, each, tapered, through } from "./nature-shapes.ts";

/** A nodding bell by the point it hangs from. */
const bell = (x: number, y: number, size: number, degrees: number, ink: Palette): string =>
  turned(
    degrees,
    x,
    y,
    scaled(
      size,
      x,
      y,
      line(
        [
          [x, y - 16],
          [x, y],
        ],
        ink.pine,
        5,
      ) +
        path(
          `M${x} ${y - 4}C${x + 22} ${y - 4} ${x + 24} ${y + 30} ${x + 24} ${y + 50}C${x + 28} ${y + 62} ${x + 44} ${y + 58} ${x + 40} ${y + 70}C${x + 26} ${y + 78} ${x + 16} ${y + 72} ${x + 12} ${y + 64}` +
            `Q${x} ${y + 92} ${x - 12} ${y + 64}C${x - 16} ${y + 72} ${x - 26} ${y + 78} ${x - 40} ${y + 70}C${x - 44} ${y + 58} ${x - 28} ${y + 62} ${x - 24} ${y + 50}C${x - 24} ${y + 30} ${x - 22} ${y - 4} ${x} ${y - 4}Z`,
          ink.ocean,
        ) +
        stroke(
          `M${x - 11} ${y + 12}Q${x - 13} ${y + 36} ${x - 12} ${y + 54}M${x + 11} ${y + 12}Q${x + 13} ${y + 36} ${x + 12} ${y + 54}`,
          ink.grape,
          5,
        ) +
        line(
          [
            [x, y + 66],
            [x, y + 88],
          ],
          ink.paper,
          4,
        ) +
        circle(x, y + 90, 5, ink.paper),
    ),
  );

/** A dandelion seed under its parachute, standing in a direction. */
const parachute = (x: number, y: number, size: number, degrees: number, ink: string, seed: string): string =>
  turned(
    degrees,
    x,
    y,
    line(
      [
        [x, y],
        [x, y - 40 * size],
      ],
      ink,
      3 * size,
    ) +
      [-72, -48, -24, 0, 24, 48, 72]
        .map(
          (lean) =>
            line([[x, y - 40 * size], polar(x, y - 40 * size, 25 * size, lean)], ink, 3.2 * size) +
            circle(...polar(x, y - 40 * size, 26 * size, lean), 2.6 * size, ink),
        )
        .join("") +
      ellipse(x, y, 3.4 * size, 8 * size, seed),
  );

/** A foxglove's thimble with its landing strip of spots, hanging from a point. */
const thimble = (x: number, y: number, size: number, degrees: number, ink: Palette): string =>
  turned(
    degrees,
    x,
    y,
    scaled(
      size,
      x,
      y,
      path(
        `M${x - 12} ${y}Q${x} ${y - 14} ${x + 12} ${y}C${x + 30} ${y + 22} ${x + 32} ${y + 48} ${x + 38} ${y + 74}C${x + 42} ${y + 92} ${x - 42} ${y + 92} ${x - 38} ${y + 74}C${x - 32} ${y + 48} ${x - 30} ${y + 22} ${x - 12} ${y}Z`,
        ink.grape,
      ) +
        ellipse(x, y + 76, 34, 15, ink.blush) +
        ellipse(x, y + 78, 25, 9, ink.cherry) +
        each("-8,72 6,79 -2,84 14,73", (right, down) => circle(x + right, y + down, 3.4, ink.paper)) +
        stroke(`M${x - 13} ${y + 20}Q${x - 19} ${y + 38} ${x - 21} ${y + 54}`, ink.blush, 6),
    ),
  );

/** A dandelion's leaf, toothed like the lion it is named for. */
const toothed = (x: number, y: number, length: number, degrees: number, ink: string): string =>
  turned(
    degrees,
    x,
    y,
    path(
      `M${x} ${y}${repeat(4, (index) => `L${tenth(x - 26 + index * 4)} ${tenth(y - (length / 5) * (index + 0.6))}L${x - 6} ${tenth(y - (length / 5) * (index + 1.1))}`)}L${x} ${y - length}` +
        `${repeat(4, (index) => `L${x + 6} ${tenth(y - (length / 5) * (4.1 - index))}L${tenth(x + 14 + index * 4)} ${tenth(y - (length / 5) * (3.6 - index))}`)}Z`,
      ink,
    ),
  );

/** Drawings of tall flowers in light shade. */
export const motifs: Record<string, Motif> = {
  "woodland-bluebell": (ink) =>
    path("M168 396C110 330 60 290 24 190C98 226 166 300 196 392Z", ink.leaf) +
    path("M196 396C214 310 250 260 336 220C326 300 276 356 220 396Z", ink.leaf) +
    path("M176 396C120 340 92 270 104 170C150 236 182 310 194 392Z", ink.pine) +
    tapered(through("192,396 152,270 126,140 172,46 264,24 350,62"), 15, 6, ink.pine) +
    each(
      "144,236,1.15,0,0 128,122,1.12,4,1 232,30,1.2,2,2 298,36,1,-8,3 338,58,0.7,-20,4",
      (x, y, size, degrees, index) =>
        leaf(x, y, 40, 12, index < 2 ? 70 : 150, ink.grape) +
        curve(
          [
            [x, y],
            [x + (index < 2 ? 30 : 6), y + 4],
            [x + (index < 2 ? 44 : 8), y + 22],
          ],
          ink.pine,
          5,
        ) +
        bell(x + (index < 2 ? 44 : 8), y + 26, size, degrees, ink),
    ),

  "dandelion-clock": (ink) =>
    curve(through("176,170 186,280 168,398"), ink.leaf, 10) +
    each("-64,120 58,132", (degrees, length) => toothed(168, 396, length, degrees, ink.leaf)) +
    around(21, 170, 160, 92, (x, y, degrees) =>
      degrees > 20 && degrees < 80 ? "" : parachute(x, y, 0.96, degrees, ink.paper, ink.sand),
    ) +
    around(18, 170, 160, 56, (x, y, degrees) => parachute(x, y, 0.85, degrees, ink.ice, ink.sand), 5) +
    around(10, 170, 160, 22, (x, y, degrees) => parachute(x, y, 0.8, degrees, ink.paper, ink.sand)) +
    circle(170, 160, 17, ink.sand) +
    each("262,104,40 318,128,64 300,52,30 364,84,52 352,196,74", (x, y, degrees) =>
      parachute(x, y, 0.95, degrees, ink.paper, ink.sand),
    ),

  "foxglove-bee": (ink) =>
    tapered(through("166,398 172,220 168,10"), 18, 7, ink.pine) +
    each("-70,128 68,132 -28,84 30,84", (degrees, length) =>
      veinedLeaf(166, 392, length, length * 0.5, degrees, ink.leaf, ink.pine),
    ) +
    repeat(5, (index) =>
      leaf(169 + (index % 2 === 0 ? -5 : 5), 62 - index * 10, 26, 16 - index, index % 2 === 0 ? -42 : 42, ink.leaf),
    ) +
    each(
      "176,74,0.52,-26 162,84,0.56,28 182,122,0.74,-34 158,136,0.76,34 184,184,0.95,-38 154,198,0.98,38 166,236,1.12,0",
      (x, y, size, degrees) => thimble(x, y, size, degrees, ink),
    ) +
    bee(330, 262, 1.15, ink.honey, ink.soot, ink.paper, ink.soot) +
    dashed("M392 168C340 150 330 190 366 196C392 202 388 224 372 236", ink.paper, 4, "2 10"),
};
