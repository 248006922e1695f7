import type { Motif, Palette } from "../palette.ts";
import {
  arc,
  blob,
  circle,
  clipped,
  cloud,
  curve,
  ellipse,
  heart,
  leaf,
  line,
  mirrored,
  path,
  rect,
  repeat,
  scaled,
  scatter,
  spots,
  stroke,
  tenth,
  turned,
} from "../shapes.ts";

const shamrock: Motif = (ink) => {
  const blade = (degrees: number): string =>
    turned(
      degrees,
      200,
      190,
      heart(200, 114, 160, ink.pine) +
        heart(200, 116, 124, ink.leaf) +
        curve("200 176, 200 120, 200 78", ink.pine, 6) +
        mirrored(curve("200 150, 178 120, 160 108", ink.pine, 5)),
    );
  const small = (x: number, y: number, degrees: number): string =>
    turned(
      degrees,
      x,
      y,
      line(`${x} ${y}, ${x} ${y + 52}`, ink.pine, 6) +
        [0, 120, 240].map((turn) => turned(turn, x, y, heart(x, y - 19, 36, ink.leaf))).join(""),
    );
  return (
    path("M194 190C196 270 180 330 132 372L158 388C200 342 212 270 208 190Z", ink.pine) +
    [0, 118, 242].map(blade).join("") +
    small(300, 312, 16) +
    small(72, 330, -20) +
    turned(
      38,
      262,
      196,
      ellipse(262, 196, 17, 21, ink.cherry) +
        circle(262, 174, 9, ink.soot) +
        line("262 180, 262 216", ink.soot, 3) +
        circle(254, 192, 4, ink.soot) +
        circle(270, 192, 4, ink.soot) +
        circle(255, 206, 3.5, ink.soot) +
        circle(269, 206, 3.5, ink.soot),
    )
  );
};

const jumper = (ink: Palette): string => {
  const knit = path(
    "M140 104C180 92 246 92 286 106C306 160 308 250 292 304C246 322 176 322 132 306C116 250 118 160 140 104Z",
    ink.pine,
  );
  const zigzag = (y: number, colour: string): string => stroke(`M104 ${y}${"l15 14l15 -14".repeat(7)}`, colour, 7);
  const diamond = (index: number): string => path(`M${122 + index * 28} 204l12 -14l12 14l-12 14Z`, ink.cherry);
  return (
    knit +
    clipped(
      knit,
      zigzag(140, ink.paper) +
        zigzag(166, ink.honey) +
        repeat(7, diamond) +
        zigzag(236, ink.honey) +
        zigzag(262, ink.paper) +
        rect(110, 290, 200, 8, ink.honey),
    )
  );
};

const sheepsFace = (ink: Palette): string => {
  const eye = (x: number, glance: number): string =>
    circle(x, 170, 8, ink.paper) + circle(x + glance, 171, 4, ink.soot);
  return (
    ellipse(46, 160, 25, 12, ink.soot, 24) +
    ellipse(134, 160, 25, 12, ink.soot, -24) +
    path("M54 146C54 116 126 116 126 146C130 200 116 242 90 242C64 242 50 200 54 146Z", ink.soot) +
    spots("66 128, 90 116, 114 128, 90 134", (x, y) => circle(x, y, 18, ink.paper)) +
    eye(74, 1) +
    eye(106, -1) +
    curve("80 216, 90 222, 100 216", ink.stone, 5)
  );
};

const jumperSheep: Motif = (ink) => {
  const wool =
    "86 214, 92 160, 136 142, 166 112, 212 126, 254 112, 288 146, 326 168, 328 222, 334 262, 294 286, 254 302, 206 290, 160 304, 116 284, 84 258";
  const leg = (x: number): string => rect(x, 270, 20, 90, ink.soot, 6) + rect(x - 3, 338, 26, 24, ink.soot, 6);
  return (
    leg(128) +
    leg(164) +
    leg(252) +
    leg(288) +
    circle(346, 214, 21, ink.paper) +
    spots(wool, (x, y) => circle(x, y, 31, ink.paper)) +
    blob(wool, ink.paper) +
    jumper(ink) +
    sheepsFace(ink) +
    repeat(12, (index) => leaf(30 + index * 31, 372, 26 + (index % 3) * 8, 13, (index % 5) * 9 - 18, ink.pine)) +
    rect(20, 366, 366, 9, ink.pine, 4)
  );
};

const rainbowEnd: Motif = (ink) =>
  [ink.cherry, ink.tangerine, ink.honey, ink.leaf, ink.ocean]
    .map((colour, index) => arc(176, 268, 164 - index * 22, 270, 432, colour, 22.5))
    .join("") +
  cloud(76, 300, 130, ink.ice) +
  scaled(0.7, 40, 320, cloud(60, 326, 130, ink.paper)) +
  spots(
    "250 232, 278 222, 306 220, 334 228, 264 212, 292 202, 320 208, 236 242, 352 240",
    (x, y, _, index) =>
      circle(x, y, 18, ink.honey) + circle(x, y, 12, ink.butter) + (index % 2 === 0 ? heart(x, y, 13, ink.honey) : ""),
  ) +
  path("M222 248H372C392 290 384 360 340 372H254C210 360 202 290 222 248Z", ink.soot) +
  rect(210, 236, 174, 22, ink.soot, 11) +
  rect(226, 242, 90, 6, ink.stone, 3) +
  [0, 120, 240].map((turn) => turned(turn, 297, 316, heart(297, 296, 36, ink.leaf))).join("") +
  curve("297 316, 300 334, 290 350", ink.leaf, 6) +
  rect(238, 366, 22, 18, ink.soot, 5) +
  rect(334, 366, 22, 18, ink.soot, 5) +
  circle(196, 372, 13, ink.honey) +
  circle(196, 372, 8, ink.butter) +
  rect(20, 382, 366, 8, ink.pine, 4);

const seeded = scatter(26, 7);

const cottageWindow = (ink: Palette, x: number): string => {
  const panes = rect(x, 234, 46, 42, ink.ocean) + rect(x + 20, 234, 6, 42, ink.paper) + rect(x, 252, 46, 6, ink.paper);
  const geraniums = repeat(4, (index) => circle(x + 2 + index * 14, 277, 7, index % 2 === 0 ? ink.cherry : ink.blush));
  return rect(x - 6, 228, 58, 54, ink.stone, 3) + panes + rect(x - 10, 280, 66, 9, ink.stone, 3) + geraniums;
};

/** A half-door with its upper leaf open. */
const halfDoor = (ink: Palette): string =>
  rect(172, 222, 58, 96, ink.stone, 3) +
  rect(179, 230, 44, 40, ink.soot) +
  rect(179, 268, 44, 50, ink.cherry) +
  rect(179, 230, 20, 38, ink.cherry) +
  circle(214, 288, 4, ink.honey);

const thatchedCottage: Motif = (ink) => {
  const thatch = path("M36 196C70 116 96 84 124 80H292C320 86 344 124 366 198C372 214 30 214 36 196Z", ink.honey);
  const straw = seeded
    .map((value, index) => stroke(`M${44 + index * 12.4} ${tenth(100 + value * 66)}l-4 28`, ink.tangerine, 5))
    .join("");
  const ridge = stroke("M20 106L60 90L100 106L140 90L180 106L220 90L260 106L300 90L340 106", ink.cocoa, 6);
  const fieldStone = (index: number): string =>
    index > 2 && index < 6 ? "" : ellipse(36 + index * 42, 344, 21, 17, ink.stone);
  return scaled(
    0.94,
    200,
    384,
    path("M4 340C60 270 330 270 396 340V362H4Z", ink.leaf) +
      rect(270, 50, 40, 52, ink.paper) +
      rect(264, 44, 52, 12, ink.stone, 3) +
      stroke("M290 36C270 20 306 8 284 -12", ink.stone, 12) +
      rect(58, 190, 286, 128, ink.paper) +
      thatch +
      clipped(thatch, straw + ridge) +
      cottageWindow(ink, 82) +
      cottageWindow(ink, 272) +
      halfDoor(ink) +
      path("M178 318H224L262 372H142Z", ink.sand) +
      repeat(9, fieldStone),
  );
};

/** Drawings of green plants and what lives among them. */
export const meadow: Record<string, Motif> = {
  "lucky-shamrock": shamrock,
  "sheep-in-a-jumper": jumperSheep,
  "end-of-the-rainbow": rainbowEnd,
  "thatched-cottage": thatchedCottage,
};
