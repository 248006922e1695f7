import type { Motif, Palette } from "../palette.ts";
import {
  around,
  arc,
  circle,
  clipped,
  ellipse,
  heart,
  leaf,
  line,
  mirrored,
  path,
  polar,
  polygon,
  rect,
  repeat,
  ring,
  stroke,
  tenth,
  turned,
} from "../shapes.ts";
import { berries, bow, dashed, each, fir, hollyLeaf, snowfall, through } from "./nature-shapes.ts";

/** Icing that runs down in drops, from left to right along an upper edge. */
const icing = (x: number, y: number, width: number, drops: readonly number[], ink: string): string => {
  const step = width / drops.length;
  return path(
    `M${x} ${y}${drops.map((drop) => `v${drop}a${tenth(step / 2)} ${tenth(step / 2)} 0 0 0 ${tenth(step)} 0v${-drop}`).join("")}Z`,
    ink,
  );
};

/** The boiled sweets on the right slope of a roof; the left is its mirror image. */
const sweets = (ink: Palette): string =>
  repeat(
    5,
    (index) =>
      circle(224 + index * 36, 84 + index * 33, 15, [ink.cherry, ink.honey, ink.leaf][index % 3] ?? ink.cherry) +
      circle(219 + index * 36, 79 + index * 33, 4, ink.paper),
  );

const windowOf = (x: number, y: number, ink: Palette): string =>
  rect(x, y, 52, 56, ink.paper, 8) +
  rect(x + 8, y + 8, 36, 40, ink.butter, 3) +
  rect(x + 23, y + 8, 6, 40, ink.paper) +
  rect(x + 8, y + 25, 36, 6, ink.paper);

const bear = (x: number, y: number, fur: string, snout: string, dark: string): string =>
  circle(x - 24, y - 26, 14, fur) +
  circle(x + 24, y - 26, 14, fur) +
  circle(x, y, 36, fur) +
  ellipse(x, y + 11, 18, 14, snout) +
  ellipse(x, y + 5, 7, 5, dark) +
  circle(x - 13, y - 8, 5, dark) +
  circle(x + 13, y - 8, 5, dark);

/** A small six-pointed star for the foot of the globe. */
const regularStar = (x: number, y: number, ink: string): string =>
  [0, 60, 120].map((degrees) => line([polar(x, y, 12, degrees), polar(x, y, -12, degrees)], ink, 5)).join("");

/** Drawings of Christmas indoors. */
export const motifs: Record<string, Motif> = {
  "snow-globe": (ink) =>
    circle(200, 166, 160, ink.ice) +
    clipped(
      circle(200, 166, 160, ink.ice),
      fir(96, 266, 92, 138, 3, ink.pine) +
        fir(312, 262, 80, 116, 3, ink.teal) +
        rect(150, 176, 112, 96, ink.cherry) +
        polygon(through("130,186 206,106 282,186"), ink.cocoa) +
        rect(236, 112, 22, 44, ink.cocoa) +
        stroke("M132 182L206 104L280 182", ink.paper, 18) +
        rect(233, 106, 28, 12, ink.paper, 5) +
        rect(166, 200, 34, 34, ink.honey) +
        line(through("183,200 183,234"), ink.cherry, 4) +
        line(through("166,217 200,217"), ink.cherry, 4) +
        path("M216 272V220Q230 200 244 220V272Z", ink.cocoa) +
        path("M20 270Q110 238 200 264T390 256V340H20Z", ink.paper) +
        path("M206 270C210 292 190 300 176 330H214C214 304 232 292 238 268Z", ink.butter) +
        snowfall(16, 7, ink.paper, 24, 200),
    ) +
    arc(200, 166, 136, 290, 340, ink.paper, 11) +
    path("M94 300Q200 342 306 300L322 350H78Z", ink.tangerine) +
    rect(62, 346, 276, 44, ink.cherry, 10) +
    repeat(6, (index) => regularStar(98 + index * 41, 368, ink.butter)),

  "gingerbread-house": (ink) =>
    rect(276, 44, 40, 90, ink.tangerine) +
    rect(268, 34, 56, 18, ink.paper, 8) +
    rect(62, 216, 276, 162, ink.sand) +
    polygon(through("62,222 200,86 338,222"), ink.sand) +
    each("28,262 62,242 98,206 134,172 170,132", (x, y) =>
      mirrored(
        line(
          [
            [x, y - 30],
            [x, y],
          ],
          ink.paper,
          15,
        ),
      ),
    ) +
    stroke("M26 228L200 68L374 228", ink.paper, 62) +
    stroke("M26 228L200 68L374 228", ink.cocoa, 46) +
    mirrored(sweets(ink)) +
    circle(200, 62, 15, ink.honey) +
    circle(195, 57, 4, ink.paper) +
    windowOf(88, 246, ink) +
    windowOf(260, 246, ink) +
    path("M164 378V300C164 256 236 256 236 300V378Z", ink.cocoa) +
    stroke("M164 376V300C164 256 236 256 236 300V376", ink.paper, 9) +
    circle(220, 324, 6, ink.honey) +
    heart(200, 184, 54, ink.cherry) +
    icing(62, 374, 276, [4, 12, 2, 10, 4, 14, 4, 10, 2], ink.paper) +
    rect(26, 370, 348, 22, ink.paper, 11) +
    [46, 354]
      .map(
        (x) =>
          line(
            [
              [x, 372],
              [x, 318],
            ],
            ink.paper,
            7,
          ) +
          circle(x, 306, 22, ink.cherry) +
          arc(x, 306, 12, 0, 250, ink.paper, 6),
      )
      .join(""),

  "striped-stocking": (ink) =>
    stroke("M256 104V34C256 0 308 0 308 34V52", ink.paper, 19) +
    dashed("M256 104V34C256 0 308 0 308 34V52", ink.cherry, 19, "13 15", "butt") +
    bear(190, 66, ink.sand, ink.paper, ink.cocoa) +
    clipped(
      path(
        "M142 110H300V262C300 290 296 316 268 336L176 384C130 404 66 388 58 344C50 300 92 284 118 270C136 260 142 248 142 226Z",
        ink.cherry,
      ),
      rect(0, 100, 400, 300, ink.cherry) +
        repeat(4, (index) => turned(-index * 9, 320, 190, rect(100, 170 + index * 42, 260, 20, ink.paper))) +
        circle(92, 346, 62, ink.tangerine) +
        ellipse(290, 320, 52, 62, ink.tangerine, 28),
    ) +
    rect(124, 92, 194, 62, ink.paper, 20) +
    repeat(5, (index) => circle(150 + index * 36, 123, 9, ink.ice)) +
    circle(92, 344, 26, ink.honey) +
    leaf(94, 322, 30, 16, 40, ink.leaf) +
    stroke("M310 96C346 84 350 46 326 44", ink.paper, 8),

  "holly-wreath": (ink) =>
    ring(200, 196, 140, ink.pine, 44) +
    around(12, 200, 196, 128, (x, y, degrees) => hollyLeaf(x, y, 78, degrees + 128, ink.leaf, ink.pine)) +
    around(14, 200, 196, 136, (x, y, degrees) => hollyLeaf(x, y, 96, degrees + 58, ink.pine, ink.leaf), 8) +
    around(10, 200, 196, 144, (x, y, degrees) => hollyLeaf(x, y, 84, degrees + 96, ink.leaf, ink.pine), 14) +
    around(
      7,
      200,
      196,
      138,
      (x, y, degrees) => turned(degrees, x, y, berries(x, y, 15, ink.cherry, ink.blush)),
      180 / 7,
    ) +
    bow(200, 322, 1.5, ink.cherry, ink.tangerine),

  "plum-pudding": (ink) =>
    ellipse(200, 350, 184, 40, ink.ocean) +
    ellipse(200, 340, 184, 40, ink.paper) +
    ellipse(200, 338, 140, 24, ink.ice) +
    path(
      "M200 92C296 92 346 160 340 236C338 296 310 344 200 346C90 344 62 296 60 236C54 160 104 92 200 92Z",
      ink.cocoa,
    ) +
    each(
      "92,250,0 126,292,1 160,262,2 210,306,3 252,268,4 300,288,5 316,236,6 186,328,7 104,214,8 268,318,9",
      (x, y, index) => ellipse(x, y, 11, 8, index % 3 === 0 ? ink.tangerine : ink.soot, index * 37),
    ) +
    path(
      "M200 86C282 84 332 132 342 196C346 226 316 226 312 204C306 184 284 190 286 214C290 262 248 262 246 222C244 194 220 198 218 220C214 248 182 244 184 216C184 190 156 192 154 224C150 276 108 266 112 220C112 192 90 190 86 210C80 228 54 222 58 196C70 132 118 84 200 86Z",
      ink.butter,
    ) +
    path("M108 150C128 120 158 110 184 110C158 122 138 138 128 162C118 166 104 162 108 150Z", ink.paper) +
    circle(232, 296, 18, ink.stone) +
    circle(232, 296, 11, ink.paper) +
    hollyLeaf(190, 84, 104, -62, ink.pine, ink.leaf) +
    hollyLeaf(210, 84, 104, 62, ink.pine, ink.leaf) +
    hollyLeaf(200, 80, 74, 4, ink.leaf, ink.pine) +
    berries(200, 78, 16, ink.cherry, ink.blush),
};
