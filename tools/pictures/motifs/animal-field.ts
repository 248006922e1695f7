import type { Motif } from "../palette.ts";
import {
  arc,
  circle,
  clipped,
  curve,
  ellipse,
  leaf,
  line,
  path,
  polar,
  polygon,
  rect,
  repeat,
  star,
  turned,
  veinedLeaf,
} from "../shapes.ts";
import { each, tapered, through } from "./nature-shapes.ts";

/** An ear of barley on its stalk, by the foot. */
const barley = (x: number, y: number, height: number, lean: number, ink: string): string =>
  turned(
    lean,
    x,
    y,
    line(
      [
        [x, y],
        [x, y - height],
      ],
      ink,
      4,
    ) +
      repeat(
        4,
        (index) =>
          leaf(x, y - height + 24 - index * 11, 22, 11, 32, ink) +
          leaf(x, y - height + 24 - index * 11, 22, 11, -32, ink),
      ) +
      line(
        [
          [x, y - height - 10],
          [x - 6, y - height - 34],
        ],
        ink,
        2.5,
      ) +
      line(
        [
          [x, y - height - 10],
          [x + 7, y - height - 36],
        ],
        ink,
        2.5,
      ),
  );

/** Drawings of animals in woods and fields. */
export const motifs: Record<string, Motif> = {
  "sleeping-fox": (ink) =>
    path(
      "M196 44C296 36 372 116 364 214C356 306 282 356 196 356C104 356 34 296 36 206C38 118 102 52 196 44Z",
      ink.tangerine,
    ) +
    tapered(through("346,190 330,290 240,346 140,344"), 60, 92, ink.cocoa) +
    tapered(through("350,190 334,290 240,350 140,350"), 44, 80, ink.tangerine) +
    path(
      "M150 310C92 296 44 310 20 346C60 376 110 396 150 390C138 376 158 362 140 350C162 336 136 326 150 310Z",
      ink.paper,
    ) +
    path(
      "M88 170L76 92L146 134C166 130 190 130 208 136L266 84L270 168C290 196 300 220 300 236C262 258 214 268 186 312C154 272 96 262 66 240C66 216 74 192 88 170Z",
      ink.cocoa,
    ) +
    path(
      "M96 172L86 110L148 144C168 140 188 140 206 146L256 104L260 172C278 196 288 216 290 230C256 250 210 262 186 300C158 264 106 256 76 234C76 216 84 192 96 172Z",
      ink.tangerine,
    ) +
    path(
      "M76 234C110 218 146 222 166 236C176 244 182 262 186 274C190 262 196 244 206 234C226 220 262 216 290 230C256 250 210 262 186 300C158 264 106 256 76 234Z",
      ink.paper,
    ) +
    polygon(through("100,158 96,126 124,148"), ink.cocoa) +
    polygon(through("248,156 248,120 222,146"), ink.cocoa) +
    arc(134, 196, 20, 110, 250, ink.cocoa, 8) +
    arc(230, 194, 20, 110, 250, ink.cocoa, 8) +
    ellipse(186, 290, 17, 14, ink.soot),

  "autumn-hedgehog": (ink) =>
    repeat(3, (index) => ellipse(118 + index * 66, 324, 24, 16, ink.sand)) +
    ellipse(310, 320, 20, 14, ink.sand) +
    clipped(rect(0, 0, 400, 322, ink.cocoa), star(178, 222, 44, 172, 138, ink.cocoa)) +
    path(
      "M250 176C292 174 324 210 346 244C368 256 386 268 384 280C380 296 356 300 336 306C300 324 250 324 226 322C206 270 220 200 250 176Z",
      ink.sand,
    ) +
    circle(258, 190, 22, ink.sand) +
    circle(258, 190, 12, ink.cocoa) +
    circle(382, 272, 15, ink.soot) +
    circle(316, 244, 11, ink.soot) +
    circle(319, 240, 3.5, ink.paper) +
    curve(through("356,296 338,292 326,282"), ink.cocoa, 5) +
    each("130,25,0 104,20,1 76,14,2 46,9,3", (reach, count, row) =>
      repeat(count, (index) => {
        const degrees = -98 + (index + (row % 2) / 2) * (152 / count);
        const [footX, footY] = polar(176, 236, reach - 16, degrees);
        return leaf(footX, footY, 26, 11, degrees, ink.paper);
      }),
    ) +
    veinedLeaf(150, 130, 96, 70, -50, ink.tangerine, ink.cherry) +
    veinedLeaf(214, 92, 64, 46, 24, ink.cherry, ink.tangerine) +
    veinedLeaf(20, 352, 90, 50, 82, ink.cherry, ink.tangerine) +
    veinedLeaf(300, 356, 90, 48, 96, ink.tangerine, ink.cherry) +
    rect(60, 336, 290, 8, ink.cocoa, 4),

  "leaping-hare": (ink) =>
    tapered(through("120,204 88,236 72,270 26,290"), 64, 14, ink.cocoa) +
    tapered(through("104,196 58,214 46,246 4,256"), 66, 15, ink.sand) +
    tapered(through("280,214 326,226 352,212 392,226"), 40, 12, ink.sand) +
    tapered(through("272,222 306,256 340,258 372,276"), 40, 12, ink.cocoa) +
    path(
      "M70 204C84 146 150 128 206 150C246 164 272 150 296 168C312 196 300 236 258 248C210 262 176 240 140 256C96 268 62 248 70 204Z",
      ink.sand,
    ) +
    path("M180 242C210 232 240 240 284 226C270 248 240 256 210 254Z", ink.paper) +
    tapered(through("270,190 306,158 322,140"), 64, 50, ink.sand) +
    ellipse(334, 134, 42, 28, ink.sand, 18) +
    ellipse(364, 148, 18, 14, ink.sand, 10) +
    leaf(322, 116, 140, 40, -72, ink.sand) +
    leaf(318, 126, 134, 38, -86, ink.cocoa) +
    leaf(310, 114, 104, 16, -72, ink.blush) +
    circle(344, 126, 8, ink.soot) +
    circle(346, 124, 2.5, ink.paper) +
    circle(380, 146, 6, ink.soot) +
    circle(62, 190, 26, ink.paper) +
    circle(46, 182, 16, ink.paper) +
    repeat(9, (index) => barley(24 + index * 44, 398, 34 + ((index * 37) % 30), -8 + ((index * 5) % 17), ink.honey)),
};
