import type { Motif, Palette } from "../palette.ts";
import {
  around,
  circle,
  clipped,
  ellipse,
  leaf,
  line,
  mirrored,
  path,
  polygon,
  rect,
  regular,
  repeat,
  star,
  stroke,
  turned,
  veinedLeaf,
} from "../shapes.ts";
import { dashed, each, eye, fir, snowfall, tapered, through } from "./nature-shapes.ts";

/** One arm of a snow crystal with its side branches, pointing up from the centre. */
const crystalArm = (frost: string, edge: string): string =>
  line(through("200,200 200,22"), frost, 13) +
  each("160,30 112,46 68,30", (y, reach) =>
    mirrored(
      line(
        [
          [200, y],
          [200 + reach, y - reach * 0.58],
        ],
        frost,
        11,
      ) + circle(200 + reach, y - reach * 0.58, 8, edge),
    ),
  ) +
  regular(200, 22, 6, 17, edge) +
  mirrored(line(through("200,112 220,100"), edge, 5));

/** The right antler; the left is its mirror image. */
const antler = (ink: string): string =>
  tapered(through("222,128 262,96 300,88 330,50 336,10"), 20, 9, ink) +
  tapered(through("262,96 262,60 244,26"), 14, 8, ink) +
  tapered(through("298,90 296,54 284,28"), 13, 8, ink) +
  tapered(through("316,72 350,66 372,40"), 13, 8, ink) +
  tapered(through("280,92 318,112 352,102"), 12, 7, ink);

const scarf = (ink: Palette): string =>
  path("M122 158Q200 194 278 158L286 194Q200 234 114 194Z", ink.cherry) +
  path("M246 192L290 184L306 282L262 290Z", ink.cherry) +
  each("250,214 254,238 258,262", (x, y) =>
    line(
      [
        [x, y],
        [x + 42, y - 8],
      ],
      ink.butter,
      7,
    ),
  ) +
  stroke("M140 178Q200 206 260 178", ink.butter, 7) +
  repeat(4, (index) =>
    line(
      [
        [266 + index * 12, 288 - index * 2],
        [269 + index * 12, 304 - index * 2],
      ],
      ink.cherry,
      6,
    ),
  );

/** Drawings of Christmas outdoors. */
export const motifs: Record<string, Motif> = {
  "snow-reindeer": (ink) =>
    snowfall(9, 5, ink.ice, 150, 330) +
    mirrored(antler(ink.butter) + leaf(236, 158, 88, 52, 74, ink.sand) + leaf(240, 160, 60, 26, 74, ink.blush)) +
    path(
      "M200 110C252 110 262 160 256 202C250 238 244 262 240 290C236 326 164 326 160 290C156 262 150 238 144 202C138 160 148 110 200 110Z",
      ink.sand,
    ) +
    path("M200 112C216 112 222 150 214 196L200 226L186 196C178 150 184 112 200 112Z", ink.cocoa) +
    ellipse(200, 282, 52, 44, ink.paper) +
    ellipse(200, 266, 29, 23, ink.cherry) +
    ellipse(190, 258, 8, 5, ink.paper, -20) +
    stroke("M200 288V302M178 306Q200 320 222 306", ink.cocoa, 6) +
    mirrored(eye(166, 192, 15, ink.soot, ink.soot, ink.paper)) +
    path("M132 326Q200 356 268 326L280 360Q200 396 120 360Z", ink.cherry) +
    dashed("M138 346Q200 376 262 346", ink.butter, 7, "2 16") +
    circle(200, 384, 17, ink.honey) +
    stroke("M192 388H208", ink.cocoa, 4),

  "spade-robin": (ink) =>
    snowfall(7, 12, ink.paper, 16, 130) +
    rect(190, 196, 22, 130, ink.cocoa) +
    path("M128 196H274V222H128Z", ink.sand) +
    rect(122, 194, 158, 24, ink.sand, 12) +
    polygon(through("168,216 234,216 212,266 190,266"), ink.sand) +
    path("M136 302H266V396H136Z", ink.stone) +
    rect(130, 296, 142, 16, ink.soot, 6) +
    path("M12 398C40 350 90 342 136 362C190 340 250 348 280 364C330 346 374 362 390 398Z", ink.paper) +
    tapered(through("116,138 70,168 22,186"), 34, 22, ink.cocoa) +
    path("M22 170L8 190L24 202Z", ink.cocoa) +
    path(
      "M236 22C286 20 312 56 304 98C306 152 258 196 198 196C142 198 92 168 96 128C118 130 158 112 176 78C188 46 208 24 236 22Z",
      ink.cocoa,
    ) +
    path(
      "M244 36C294 34 308 68 302 104C298 142 272 166 240 164C204 162 196 132 206 104C212 78 216 44 244 36Z",
      ink.tangerine,
    ) +
    path(
      "M206 126C214 162 252 172 290 142C276 176 238 198 194 196C166 196 152 186 150 178C174 174 196 156 206 126Z",
      ink.paper,
    ) +
    path("M104 126C130 128 166 112 186 96C196 140 166 170 96 168C92 152 92 140 104 126Z", ink.soot) +
    polygon(through("300,66 342,80 300,90"), ink.honey) +
    circle(262, 66, 11, ink.soot) +
    circle(266, 62, 3.5, ink.paper) +
    line(through("196,192 192,204"), ink.soot, 8) +
    line(through("226,190 230,204"), ink.soot, 8),

  "six-armed-snowflake": (ink) =>
    around(6, 200, 200, 0, (_x, _y, degrees) => turned(degrees, 200, 200, leaf(200, 200, 96, 40, 30, ink.ice))) +
    around(6, 200, 200, 0, (_x, _y, degrees) => turned(degrees, 200, 200, crystalArm(ink.paper, ink.ice))) +
    regular(200, 200, 6, 50, ink.paper) +
    regular(200, 200, 6, 34, ink.ice, 30) +
    star(200, 200, 6, 26, 12, ink.paper) +
    around(6, 200, 200, 140, (x, y) => regular(x, y, 4, 12, ink.paper), 30) +
    around(6, 200, 200, 172, (x, y) => circle(x, y, 6, ink.ice), 30),

  "crooked-fir": (ink) =>
    rect(178, 330, 34, 50, ink.cocoa) +
    path("M142 346H248L236 398H154Z", ink.cherry) +
    rect(134, 340, 122, 18, ink.tangerine, 5) +
    turned(
      -7,
      200,
      346,
      fir(200, 346, 310, 318, 4, ink.pine) +
        each("92,318,216,0 124,248,164,1 150,184,118,2", (x, y, width, row) =>
          stroke(`M${x} ${y}Q${x + width * 0.5} ${y + 44 - row * 6} ${x + width} ${y - 14}`, ink.honey, 7),
        ) +
        each(
          "124,300,0 200,312,1 282,292,2 158,268,3 242,262,4 196,236,5 160,214,6 236,206,7 198,170,8 214,122,9 186,112,10",
          (x, y, index) =>
            circle(x, y, 13 - index * 0.4, [ink.cherry, ink.ice, ink.tangerine][index % 3] ?? ink.cherry) +
            circle(x - 4, y - 4, 3, ink.paper),
        ) +
        star(200, 42, 5, 44, 18, ink.honey) +
        star(200, 42, 5, 20, 9, ink.butter),
    ),

  "snowman-scarf": (ink) =>
    snowfall(11, 3, ink.ice, 10, 330) +
    ellipse(200, 372, 172, 26, ink.ice) +
    tapered(through("112,236 62,206 22,150"), 11, 7, ink.sand) +
    line(through("40,176 14,182"), ink.sand, 7) +
    line(through("34,166 40,138"), ink.sand, 7) +
    tapered(through("288,236 338,214 380,174"), 11, 7, ink.sand) +
    line(through("358,196 386,204"), ink.sand, 7) +
    circle(200, 278, 108, ink.ice) +
    clipped(circle(200, 278, 108, ink.ice), circle(184, 262, 112, ink.paper)) +
    circle(200, 128, 72, ink.paper) +
    rect(130, 56, 140, 16, ink.teal, 7) +
    path("M152 60L146 2H254L248 60Z", ink.teal) +
    rect(149, 40, 102, 17, ink.cherry) +
    circle(176, 118, 8, ink.soot) +
    circle(226, 118, 8, ink.soot) +
    path("M196 128L276 146L198 150Z", ink.tangerine) +
    repeat(5, (index) => circle(172 + index * 13, 174 - 2.5 * (index - 2) ** 2, 4, ink.soot)) +
    scarf(ink) +
    [248, 284, 320].map((y) => circle(198, y, 9, ink.soot)).join(""),

  "poinsettia-star": (ink) =>
    around(6, 200, 200, 30, (x, y, degrees) => veinedLeaf(x, y, 166, 92, degrees, ink.pine, ink.leaf), 30) +
    around(6, 200, 200, 22, (x, y, degrees) => veinedLeaf(x, y, 168, 98, degrees, ink.cherry, ink.tangerine)) +
    around(6, 200, 200, 14, (x, y, degrees) => veinedLeaf(x, y, 122, 74, degrees, ink.tangerine, ink.cherry), 30) +
    around(5, 200, 200, 8, (x, y, degrees) => veinedLeaf(x, y, 76, 50, degrees, ink.cherry, ink.blush), 10) +
    around(6, 200, 200, 19, (x, y) => circle(x, y, 10, ink.leaf) + circle(x, y, 6, ink.honey)) +
    circle(200, 200, 11, ink.leaf) +
    circle(200, 200, 7, ink.honey),
};
