import type { Motif } from "../palette.ts";
import {
  around,
  circle,
  clipped,
  curve,
  drop,
  ellipse,
  flipped,
  leaf,
  line,
  mirrored,
  path,
  polygon,
  rect,
  regular,
  repeat,
  sea,
  stroke,
  tenth,
  turned,
} from "../shapes.ts";
import { bee, each, eye, tapered, through } from "./nature-shapes.ts";

/** Rows of feather flecks down an owl's breast, each row shorter than the last. */
const flecks = (ink: string): string =>
  repeat(5, (row) =>
    repeat(5 - Math.floor(row / 2), (column) =>
      drop(200 + (column - (4 - Math.floor(row / 2)) / 2) * 24, 222 + row * 24, 6, 15, ink, 180),
    ),
  );

/** A small fish hanging from a bill, head up. */
const catchOf = (x: number, y: number, degrees: number, back: string, belly: string): string =>
  turned(
    degrees,
    x,
    y,
    path(`M${x} ${y - 16}q22 34 2 78l14 22h-32l14 -22q-20 -44 2 -78Z`, back) +
      path(`M${x} ${y - 12}q-14 36 0 70q6 -36 0 -70Z`, belly),
  );

const bulrush = (x: number, top: number, foot: number, lean: number, head: string, stem: string): string =>
  turned(lean, x, foot, rect(x - 3, top - 26, 6, foot - top + 26, stem, 3) + rect(x - 10, top, 20, 62, head, 10));

/** The right half of a swallowtail's wings; the left is its mirror image. */
const wing = (ground: string, vein: string, spot: string, eyeSpot: string): string =>
  path(
    "M206 178C250 80 330 40 386 56C384 120 356 180 300 208C330 222 344 256 330 290C322 306 306 312 300 312L316 372L300 376L274 322C246 330 216 290 206 214Z",
    vein,
  ) +
  path("M214 180C252 104 312 70 352 70C346 118 312 168 232 190Z", ground) +
  path("M212 204C250 192 298 212 306 244C312 270 296 292 280 296C250 302 220 262 212 214Z", ground) +
  ["M216 184L340 74", "M220 188L350 118", "M268 90L296 150", "M214 210L300 250", "M214 214L274 296"]
    .map((data) => stroke(data, vein, 7))
    .join("") +
  repeat(4, (index) => circle(371 - index * 14, 74 + index * 32, 8 - index * 0.5, ground)) +
  each("318,246 315,274 300,296", (x, y) => circle(x, y, 8, spot)) +
  circle(264, 280, 15, eyeSpot);

/** An emperor penguin by the middle of its feet, looking right. */
const penguin = (
  x: number,
  y: number,
  size: number,
  coat: string,
  shirt: string,
  cheek: string,
  bill: string,
): string =>
  `<g transform="translate(${tenth(x)} ${tenth(y)}) scale(${size})">` +
  ellipse(-22, -4, 26, 10, bill) +
  ellipse(24, -4, 26, 10, bill) +
  path(
    "M4 -306C48 -306 58 -268 54 -236C82 -190 86 -60 46 -10H-44C-84 -60 -80 -190 -50 -236C-54 -276 -40 -306 4 -306Z",
    coat,
  ) +
  path("M20 -232C58 -200 66 -60 34 -14H-18C-50 -60 -36 -200 20 -232Z", shirt) +
  path("M52 -282L100 -268L52 -256Z", bill) +
  path("M40 -250C52 -232 44 -206 20 -198C14 -216 20 -240 40 -250Z", cheek) +
  circle(30, -272, 6, shirt) +
  path("M-46 -214C-92 -170 -100 -110 -82 -84C-64 -110 -48 -160 -46 -214Z", coat) +
  "</g>";

/** A penguin chick by the middle of its feet, seen from the front. */
const chick = (x: number, y: number, down: string, cap: string, face: string): string =>
  ellipse(x - 18, y - 2, 18, 8, cap) +
  ellipse(x + 18, y - 2, 18, 8, cap) +
  ellipse(x, y - 58, 50, 56, down) +
  circle(x, y - 120, 38, cap) +
  circle(x - 15, y - 116, 19, face) +
  circle(x + 15, y - 116, 19, face) +
  circle(x - 12, y - 118, 6, cap) +
  circle(x + 12, y - 118, 6, cap) +
  polygon(
    [
      [x - 10, y - 108],
      [x + 10, y - 108],
      [x, y - 92],
    ],
    cap,
  ) +
  mirrored(leaf(x - 40, y - 88, 56, 26, 205, down), x);

/** Drawings of flying animals, and of birds that lost flight. */
export const motifs: Record<string, Motif> = {
  "tawny-owl": (ink) =>
    circle(200, 188, 172, ink.butter) +
    circle(306, 110, 22, ink.honey) +
    circle(78, 250, 16, ink.honey) +
    circle(96, 130, 11, ink.honey) +
    path(
      "M200 62C262 62 290 108 284 170C292 240 266 312 214 338L222 384H178L186 338C134 312 108 240 116 170C110 108 138 62 200 62Z",
      ink.cocoa,
    ) +
    path(
      "M200 186C246 186 262 210 258 250C250 296 226 322 200 332C174 322 150 296 142 250C138 210 154 186 200 186Z",
      ink.sand,
    ) +
    flecks(ink.cocoa) +
    mirrored(
      path("M200 96C170 70 124 92 126 148C126 186 166 204 200 196Z", ink.sand) +
        eye(163, 146, 30, ink.paper, ink.soot, ink.paper) +
        path("M200 96C186 84 164 80 148 86C172 98 186 116 194 140Z", ink.cocoa),
    ) +
    polygon(through("188,158 212,158 200,190"), ink.tangerine) +
    tapered(through("20,352 120,336 240,344 384,324"), 24, 10, ink.stone) +
    tapered(through("290,338 330,360 350,386"), 12, 6, ink.stone) +
    repeat(6, (index) => ellipse(168 + index * 10 + (index > 2 ? 14 : 0), 332, 6, 14, ink.tangerine)),

  "honeybee-comb": (ink) => {
    const cell = (x: number, y: number, index: number): string =>
      regular(x, y, 6, 68, ink.honey) +
      regular(x, y, 6, 52, index % 2 === 0 ? ink.tangerine : ink.butter) +
      clipped(regular(x, y, 6, 52, ink.honey), regular(x, y + 16, 6, 52, index % 2 === 0 ? ink.honey : ink.tangerine));
    return (
      around(6, 200, 204, 121, (x, y, _degrees, index) => cell(x, y, index), 30) +
      cell(200, 204, 0) +
      turned(28, 200, 204, bee(198, 212, 2.05, ink.soot, ink.honey, ink.paper, ink.soot))
    );
  },

  "puffin-with-fish": (ink) =>
    path("M60 400C70 352 120 330 190 336C260 330 320 352 344 400Z", ink.stone) +
    ellipse(110, 380, 12, 8, ink.honey) +
    ellipse(134, 366, 7, 5, ink.honey) +
    ellipse(290, 376, 11, 7, ink.honey) +
    [150, 206].map((x) => path(`M${x} 330h16v24h26v14h-54v-10l12 -6Z`, ink.tangerine)).join("") +
    path(
      "M176 40C240 36 270 84 258 138C304 190 300 280 236 334L196 346C130 342 84 300 62 338C62 270 92 200 120 160C100 96 124 44 176 40Z",
      ink.soot,
    ) +
    path("M250 152C286 196 286 276 232 330L190 340C168 280 186 190 250 152Z", ink.paper) +
    path("M258 102C262 142 236 166 206 160C170 152 156 120 172 92C190 66 250 62 258 102Z", ink.paper) +
    clipped(
      path("M244 72C300 66 346 94 352 146C318 142 280 160 240 150Z", ink.cherry),
      path("M220 40H380V200H220Z", ink.cherry) +
        path("M220 40H280Q296 100 276 200H220Z", ink.honey) +
        path("M220 40H262Q276 100 258 200H220Z", ink.stone),
    ) +
    path("M240 112Q300 118 352 146L240 126Z", ink.soot) +
    polygon(through("206,96 236,114 204,126"), ink.tangerine) +
    circle(212, 112, 10, ink.soot) +
    catchOf(278, 150, 14, ink.ocean, ink.ice) +
    catchOf(306, 146, -4, ink.ocean, ink.ice) +
    catchOf(334, 142, -24, ink.ocean, ink.ice),

  "grey-heron": (ink) =>
    circle(246, 150, 128, ink.cherry) +
    bulrush(70, 150, 380, -4, ink.cocoa, ink.pine) +
    bulrush(112, 214, 380, 4, ink.cocoa, ink.pine) +
    bulrush(352, 190, 380, 5, ink.cocoa, ink.pine) +
    leaf(44, 390, 190, 26, -14, ink.pine) +
    leaf(330, 390, 150, 24, 22, ink.pine) +
    leaf(92, 390, 150, 22, 18, ink.pine) +
    line(through("206,268 204,384"), ink.soot, 9) +
    line(through("226,270 246,310 212,326"), ink.soot, 9) +
    tapered(through("194,196 242,176 222,128 206,92 238,68"), 46, 25, ink.paper) +
    path(
      "M258 190C258 250 226 282 186 286C150 292 110 316 92 352C92 286 124 204 190 180C220 170 250 168 258 190Z",
      ink.paper,
    ) +
    path("M224 186C232 240 186 264 96 344C104 272 140 208 180 186C200 178 218 176 224 186Z", ink.stone) +
    curve(through("196,212 176,258 112,320"), ink.soot, 6) +
    path("M222 62C232 46 262 48 272 66L364 86L266 88C250 94 226 88 222 62Z", ink.paper) +
    path("M268 70L368 86L262 88Z", ink.honey) +
    path("M250 56C222 50 190 62 168 86C196 82 224 78 256 66Z", ink.soot) +
    circle(252, 70, 5, ink.soot) +
    ellipse(204, 386, 150, 9, ink.ocean) +
    ellipse(214, 386, 62, 4, ink.ice),

  "swallowtail-butterfly": (ink) =>
    mirrored(
      wing(ink.butter, ink.soot, ink.ice, ink.tangerine) +
        curve(through("204,140 222,96 250,70"), ink.soot, 6) +
        circle(250, 70, 7, ink.soot),
    ) +
    path(
      "M200 138C216 138 218 172 214 210C212 252 206 286 200 296C194 286 188 252 186 210C182 172 184 138 200 138Z",
      ink.soot,
    ) +
    circle(200, 138, 16, ink.soot) +
    repeat(4, (index) => rect(192, 200 + index * 18, 16, 5, ink.butter, 2)),

  "penguin-parade": (ink) =>
    clipped(ellipse(200, 352, 200, 48, ink.ocean), sea(0, 352, 400, 56, 8, 3, ink.ocean)) +
    path("M24 346Q60 326 200 330T376 344L344 378Q200 390 66 380Z", ink.paper) +
    penguin(118, 342, 1, ink.soot, ink.paper, ink.honey, ink.tangerine) +
    flipped(penguin(118, 342, 0.9, ink.soot, ink.paper, ink.honey, ink.tangerine), 202) +
    chick(202, 346, ink.stone, ink.soot, ink.paper),
};
