import type { Motif, Palette } from "../palette.ts";
import {
  around,
  circle,
  curve,
  ellipse,
  heart,
  line,
  mirrored,
  path,
  polar,
  rect,
  ring,
  scaled,
  stroke,
  turned,
  veinedLeaf,
} from "../shapes.ts";
import { bow, each, tapered, through } from "./nature-shapes.ts";

/** One chocolate of the box, by its kind. */
const chocolate = (x: number, y: number, kind: number, ink: Palette): string =>
  [
    () =>
      circle(x, y, 27, ink.cocoa) +
      curve(
        [
          [x - 15, y + 6],
          [x - 4, y - 14],
          [x + 12, y - 4],
          [x + 2, y + 9],
          [x - 2, y],
        ],
        ink.sand,
        5,
      ),
    () =>
      rect(x - 25, y - 25, 50, 50, ink.cocoa, 8) +
      stroke(
        `M${x - 17} ${y + 15}L${x + 15} ${y - 17}M${x - 3} ${y + 17}L${x + 17} ${y - 3}M${x - 17} ${y + 1}L${x + 1} ${y - 17}`,
        ink.paper,
        5,
      ),
    () => heart(x, y, 60, ink.cocoa) + heart(x, y, 30, ink.blush),
    () =>
      circle(x, y, 27, ink.sand) +
      around(7, x, y, 15, (dotX, dotY) => circle(dotX, dotY, 4, ink.cocoa)) +
      circle(x, y, 5, ink.cocoa),
    () => ellipse(x, y, 30, 23, ink.paper, -20) + ellipse(x, y, 12, 8, ink.cocoa, -20),
  ][kind]?.() ?? "";

/** A flower of the bleeding heart, by the point it hangs from. */
const locket = (x: number, y: number, size: number, ink: Palette): string =>
  line(
    [
      [x, y],
      [x, y + size * 0.2],
    ],
    ink.leaf,
    4,
  ) +
  path(
    `M${x - size * 0.12} ${y + size * 0.85}Q${x - size * 0.2} ${y + size * 1.24} ${x} ${y + size * 1.34}Q${x + size * 0.2} ${y + size * 1.24} ${x + size * 0.12} ${y + size * 0.85}Z`,
    ink.paper,
  ) +
  heart(x, y + size * 0.55, size, ink.blush) +
  stroke(
    `M${x - size * 0.05} ${y + size * 0.98}Q${x - size * 0.2} ${y + size * 1.06} ${x - size * 0.26} ${y + size * 0.94}M${x + size * 0.05} ${y + size * 0.98}Q${x + size * 0.2} ${y + size * 1.06} ${x + size * 0.26} ${y + size * 0.94}`,
    ink.blush,
    size * 0.08,
  ) +
  stroke(`M${x} ${y + size * 0.34}V${y + size * 0.9}`, ink.cherry, size * 0.05) +
  ellipse(x - size * 0.28, y + size * 0.34, size * 0.09, size * 0.13, ink.paper, 24);

/** Drawings of gifts. */
export const motifs: Record<string, Motif> = {
  "sealed-letter": (ink) =>
    turned(
      -6,
      200,
      220,
      rect(30, 90, 340, 250, ink.sand, 12) +
        path("M36 334L172 206Q200 186 228 206L364 334Q360 340 352 340H48Q40 340 36 334Z", ink.paper) +
        path("M34 96L34 330L168 210ZM366 96L366 330L232 210Z", ink.butter) +
        path("M36 94Q40 90 48 90H352Q360 90 364 94L232 232Q200 258 168 232Z", ink.sand) +
        path("M44 90H356L228 216Q200 238 172 216Z", ink.paper) +
        around(12, 200, 220, 46, (x, y) => circle(x, y, 16, ink.cherry)) +
        circle(200, 220, 52, ink.cherry) +
        ring(200, 220, 42, ink.tangerine, 5) +
        heart(200, 224, 50, ink.butter),
    ) +
    heart(84, 44, 44, ink.blush, -18) +
    heart(322, 40, 56, ink.blush, 14) +
    heart(206, 28, 30, ink.butter, 4) +
    heart(354, 372, 34, ink.blush, 20),

  "heart-padlock": (ink) =>
    stroke("M132 190V110C132 20 268 20 268 110V190", ink.stone, 34) +
    stroke("M122 176V110C122 60 150 40 176 34", ink.paper, 7) +
    heart(200, 248, 268, ink.tangerine) +
    heart(200, 242, 262, ink.honey) +
    heart(200, 240, 206, ink.butter) +
    heart(200, 239, 190, ink.honey) +
    circle(200, 222, 24, ink.soot) +
    path("M192 228H208L218 284H182Z", ink.soot) +
    mirrored(circle(112, 190, 8, ink.tangerine)) +
    circle(200, 344, 8, ink.tangerine) +
    stroke("M282 84C350 70 376 120 344 160C324 186 330 206 340 222", ink.cherry, 9) +
    turned(
      14,
      344,
      250,
      ring(344, 246, 22, ink.paper, 12) +
        rect(338, 264, 12, 106, ink.paper, 4) +
        rect(348, 330, 26, 12, ink.paper, 3) +
        rect(348, 352, 20, 12, ink.paper, 3),
    ),

  "chocolate-box": (ink) =>
    heart(200, 204, 404, ink.cherry) +
    heart(200, 202, 356, ink.blush) +
    each(
      "114,104,3 286,104,1 76,180,1 158,182,0 242,182,4 324,180,3 150,262,2 250,262,5 200,334,0",
      (x, y, kind) =>
        circle(x, y, 39, ink.cherry) +
        circle(x, y + 4, 33, ink.tangerine) +
        scaled(1.14, x, y, chocolate(x, y, kind, ink)),
    ) +
    bow(200, 70, 0.95, ink.honey, ink.tangerine),

  "bleeding-heart": (ink) =>
    tapered(through("64,396 28,250 54,108 150,34 262,34 344,92 384,190"), 15, 5, ink.leaf) +
    each(
      "44,322,200,50 58,384,236,70",
      (x, y, length, degrees) =>
        line([[x, y], polar(x, y, length * 0.5, degrees)], ink.leaf, 7) +
        [-58, 58, 0]
          .map((lean) =>
            veinedLeaf(
              ...polar(x, y, length * 0.42, degrees),
              length * (lean === 0 ? 0.52 : 0.36),
              length * 0.24,
              degrees + lean,
              ink.leaf,
              ink.pine,
            ),
          )
          .join(""),
    ) +
    each("64,96,104 138,40,96 218,26,86 284,44,74 332,80,60 362,124,46 378,164,34 386,194,24", (x, y, size) =>
      locket(x, y, size, ink),
    ),
};
