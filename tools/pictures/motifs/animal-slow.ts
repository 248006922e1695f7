import type { Motif } from "../palette.ts";
import {
  around,
  circle,
  clipped,
  curve,
  ellipse,
  line,
  mirrored,
  path,
  polar,
  polygon,
  rect,
  repeat,
  turned,
  veinedLeaf,
} from "../shapes.ts";
import type { Point } from "../shapes.ts";
import { coil, grass, spiral, tapered, through } from "./nature-shapes.ts";

/** A plate of a tortoise's shell with its growth rings, drawn inwards from the edge. */
const plate = (corners: readonly Point[], inks: readonly string[]): string => {
  const middle = corners.reduce(
    ([sumX, sumY], [x, y]): Point => [sumX + x / corners.length, sumY + y / corners.length],
    [0, 0],
  );
  return inks
    .map((ink, ring) =>
      polygon(
        corners.map(([x, y]): Point => {
          const share = 0.9 - ring * 0.29;
          return [middle[0] + (x - middle[0]) * share, middle[1] + (y - middle[1]) * share];
        }),
        ink,
      ),
    )
    .join("");
};

/** Returns the left end of the great plates at a height. */
const rim = (y: number): number => 200 - 104 * Math.sqrt(Math.max(0, 1 - ((y - 206) / 142) ** 2));

/** The thirteen great plates: five down the back, four on either side. */
const shell = (inks: readonly string[]): string => {
  const rows = [74, 128, 182, 236, 290, 338];
  const mid = (index: number): number => ((rows[index] ?? 0) + (rows[index + 1] ?? 0)) / 2;
  const back = repeat(5, (index) => {
    const [top = 0, foot = 0] = rows.slice(index, index + 2);
    return plate(
      [
        [172, top],
        [228, top],
        [246, mid(index)],
        [228, foot],
        [172, foot],
        [154, mid(index)],
      ],
      inks,
    );
  });
  const side = repeat(4, (index) => {
    const [from, seam, to] = [mid(index), rows[index + 1] ?? 0, mid(index + 1)];
    return plate(
      [
        [154, from],
        [172, seam],
        [154, to],
        [rim(to), to],
        [rim(seam) - 2, seam],
        [rim(from), from],
      ],
      inks,
    );
  });
  return back + mirrored(side);
};

/** Drawings of slow animals. */
export const motifs: Record<string, Motif> = {
  "garden-snail": (ink) =>
    path(
      "M20 342C70 326 96 300 120 290H300C318 262 300 200 330 172C352 156 380 176 378 206C378 252 362 338 300 344H20Z",
      ink.cocoa,
    ) +
    line(through("342,178 322,118"), ink.cocoa, 10) +
    line(through("362,180 382,122"), ink.cocoa, 10) +
    circle(320, 112, 12, ink.cocoa) +
    circle(384, 116, 12, ink.cocoa) +
    circle(352, 208, 6, ink.paper) +
    curve(through("350,232 358,238 368,234"), ink.paper, 5) +
    circle(176, 194, 138, ink.tangerine) +
    clipped(
      circle(176, 194, 138, ink.tangerine),
      repeat(9, (index) =>
        line([polar(176, 194, 60, index * 40 + 10), polar(176, 194, 140, index * 40 + 26)], ink.honey, 13),
      ),
    ) +
    coil(176, 194, 124, 8, 2.6, 130, ink.cocoa, 30) +
    coil(176, 194, 124, 8, 2.6, 130, ink.butter, 17) +
    rect(20, 342, 330, 8, ink.leaf, 4) +
    grass(60, 350, 56, ink.leaf) +
    grass(336, 350, 44, ink.leaf),

  "patient-tortoise": (ink) =>
    mirrored(
      tapered(through("120,110 66,62 44,74"), 58, 40, ink.leaf) +
        tapered(through("124,310 76,352 58,340"), 56, 38, ink.leaf),
    ) +
    path("M200 96C168 96 162 60 166 36C170 10 230 10 234 36C238 60 232 96 200 96Z", ink.leaf) +
    mirrored(circle(180, 36, 6, ink.soot)) +
    polygon(through("188,350 212,350 200,396"), ink.leaf) +
    ellipse(200, 208, 138, 168, ink.cocoa) +
    around(26, 200, 208, 0, (x, y, degrees) => {
      const [footX, footY]: Point = [
        x + 122 * Math.sin((degrees * Math.PI) / 180),
        y - 152 * Math.cos((degrees * Math.PI) / 180),
      ];
      return turned(degrees, footX, footY, rect(footX - 12, footY - 11, 24, 24, ink.honey, 5));
    }) +
    shell([ink.honey, ink.cocoa, ink.butter]),

  "branch-chameleon": (ink) =>
    tapered(through("8,300 130,288 260,296 394,270"), 30, 16, ink.cocoa) +
    veinedLeaf(344, 280, 84, 44, 40, ink.pine, ink.leaf) +
    veinedLeaf(30, 294, 70, 38, -30, ink.pine, ink.leaf) +
    tapered(spiral(98, 344, 46, 4, 1.6, -40), 26, 6, ink.leaf) +
    tapered(through("110,210 54,246 44,300 69,309"), 56, 27, ink.leaf) +
    path(
      "M80 236C84 140 170 96 246 116C254 84 286 62 312 70C330 96 372 130 384 172C388 190 372 200 350 200C322 206 296 214 276 222C236 262 150 270 110 262C92 258 80 250 80 236Z",
      ink.leaf,
    ) +
    clipped(
      path("M80 236C84 140 170 96 246 116L276 222C236 262 150 270 110 262C92 258 80 250 80 236Z", ink.leaf),
      repeat(4, (index) =>
        curve(
          [
            [112 + index * 42, 90],
            [128 + index * 38, 170],
            [112 + index * 38, 270],
          ],
          ink.teal,
          15,
        ),
      ),
    ) +
    tapered(through("150,236 164,262 144,288"), 36, 20, ink.leaf) +
    tapered(through("250,224 264,256 248,286"), 34, 20, ink.leaf) +
    ellipse(144, 290, 22, 12, ink.leaf) +
    ellipse(248, 290, 22, 12, ink.leaf) +
    circle(312, 142, 33, ink.honey) +
    circle(312, 142, 22, ink.tangerine) +
    circle(318, 140, 10, ink.soot) +
    curve(through("384,178 350,184 318,192"), ink.pine, 6) +
    repeat(7, (index) =>
      polygon(
        [
          [116 + index * 18, 148 - index * 6.2],
          [128 + index * 18, 128 - index * 5],
          [136 + index * 18, 140 - index * 5],
        ],
        ink.tangerine,
      ),
    ),
};
