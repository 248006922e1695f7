import type { Motif } from "../palette.ts";
import {
  arc,
  arcPath,
  around,
  circle,
  clipped,
  ellipse,
  leaf,
  path,
  polygon,
  rect,
  repeat,
  stroke,
} from "../shapes.ts";
import { each, tapered, through } from "./nature-shapes.ts";

/** A stripe of the dachshund's jumper. */
const hoop = (from: number, to: number, colour: string): string =>
  stroke(arcPath(196, 246, 116, from, to), colour, 84, "butt");

/** Drawings of animals that live with people. */
export const motifs: Record<string, Motif> = {
  "windowsill-cat": (ink) =>
    rect(44, 12, 312, 320, ink.paper, 8) +
    rect(66, 34, 268, 276, ink.butter) +
    clipped(rect(66, 34, 268, 276, ink.butter), circle(120, 226, 62, ink.tangerine)) +
    rect(193, 34, 14, 276, ink.paper) +
    rect(66, 130, 268, 12, ink.paper) +
    path("M66 34H190C176 104 130 138 66 150ZM334 34H210C224 104 270 138 334 150Z", ink.teal) +
    stroke("M66 132C118 120 156 92 172 34M334 132C282 120 244 92 228 34", ink.ice, 6) +
    path(
      "M220 314C196 250 214 196 246 178C232 150 234 116 240 86L268 108C280 104 294 104 304 108L332 86C340 120 338 152 324 178C352 200 362 260 338 314Z",
      ink.soot,
    ) +
    rect(24, 310, 352, 26, ink.paper, 6) +
    tapered(through("330,296 358,310 372,342 358,380 328,382 316,364"), 24, 15, ink.soot) +
    polygon(through("88,266 148,266 138,312 98,312"), ink.cherry) +
    each("-46,62 -16,80 16,76 44,60", (degrees, length) => leaf(118, 268, length, 30, degrees, ink.pine)) +
    each(
      "86,200 120,178 152,204",
      (x, y) =>
        around(5, x, y, 11, (petalX, petalY) => circle(petalX, petalY, 10, ink.cherry)) + circle(x, y, 6, ink.butter),
    ),

  "long-dachshund": (ink) =>
    [52, 104, 268, 316]
      .map(
        (x, index) =>
          tapered(
            [
              [x, 250],
              [x, 372],
            ],
            46,
            32,
            index % 2 === 0 ? ink.cocoa : ink.soot,
          ) + ellipse(x + 10, 380, 26, 13, index % 2 === 0 ? ink.cocoa : ink.soot),
      )
      .join("") +
    tapered(through("50,236 14,200 10,156"), 22, 7, ink.cocoa) +
    arc(196, 246, 116, -92, 92, ink.cocoa, 84) +
    hoop(-62, 62, ink.teal) +
    repeat(6, (index) => hoop(-52 + index * 19, -43 + index * 19, index % 2 === 0 ? ink.paper : ink.cherry)) +
    hoop(-66, -60, ink.paper) +
    hoop(60, 66, ink.paper) +
    tapered(through("312,236 326,190 330,160"), 76, 56, ink.cocoa) +
    path(
      "M298 150C300 118 336 106 356 122C372 134 394 146 396 160C398 176 376 182 352 184C318 188 296 178 298 150Z",
      ink.cocoa,
    ) +
    path("M318 122C290 116 276 150 282 196C300 212 322 200 328 168C332 144 332 128 318 122Z", ink.soot) +
    circle(392, 156, 9, ink.soot) +
    circle(350, 138, 7, ink.soot) +
    circle(352, 136, 2.5, ink.paper),
};
