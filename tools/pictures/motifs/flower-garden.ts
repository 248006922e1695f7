import type { Motif, Palette } from "../palette.ts";
import {
  around,
  circle,
  curve,
  ellipse,
  leaf,
  line,
  path,
  petal,
  polar,
  rays,
  rect,
  repeat,
  stroke,
  tenth,
  turned,
} from "../shapes.ts";
import { bow, each, seeds, through } from "./nature-shapes.ts";

/** A tulip in flower, by the foot of its cup. */
const tulip = (x: number, y: number, size: number, cup: string, inside: string): string => {
  const at = (right: number, down: number): string => `${tenth(x + right * size)} ${tenth(y + down * size)}`;
  return (
    path(`M${at(0, -10)}L${at(-34, -128)}L${at(0, -100)}L${at(34, -128)}Z`, inside) +
    path(
      `M${at(0, 0)}C${at(-60, -4)} ${at(-66, -70)} ${at(-56, -140)}C${at(-28, -118)} ${at(-14, -84)} ${at(0, -40)}C${at(14, -84)} ${at(28, -118)} ${at(56, -140)}C${at(66, -70)} ${at(60, -4)} ${at(0, 0)}Z`,
      cup,
    ) +
    path(
      `M${at(0, -4)}C${at(-34, -40)} ${at(-28, -96)} ${at(0, -132)}C${at(28, -96)} ${at(34, -40)} ${at(0, -4)}Z`,
      inside,
    ) +
    path(
      `M${at(0, -4)}C${at(-24, -40)} ${at(-20, -84)} ${at(0, -112)}C${at(20, -84)} ${at(24, -40)} ${at(0, -4)}Z`,
      cup,
    )
  );
};

/** A lavender stalk from foot to tip: pairs of florets growing smaller. */
const lavender = (foot: number, lean: number, top: number, floret: string, light: string, stem: string): string =>
  turned(
    lean,
    200,
    300,
    line(
      [
        [200, foot],
        [200, top + 20],
      ],
      stem,
      6,
    ) +
      repeat(8, (row) => {
        const y = top + 22 + row * 17;
        const size = 13 + row * 1.3;
        return (
          leaf(199, y + 10, size * 1.9, size * 1.25, -52, floret) +
          leaf(201, y + 10, size * 1.9, size * 1.25, 52, floret) +
          leaf(200, y + 8, size * 1.8, size, 0, light)
        );
      }),
  );

/** A prickly pear's pad with its rows of spines, growing from a foot in a direction. */
const pad = (x: number, y: number, length: number, width: number, degrees: number, ink: Palette): string =>
  turned(
    degrees,
    x,
    y,
    path(
      `M${x - width * 0.13} ${y}C${x - width * 0.75} ${y - length * 0.45} ${x - width * 0.62} ${y - length} ${x} ${y - length}` +
        `C${x + width * 0.62} ${y - length} ${x + width * 0.75} ${y - length * 0.45} ${x + width * 0.13} ${y}Z`,
      ink.pine,
    ) +
      repeat(4, (row) =>
        repeat(2 + (row % 2), (column) => {
          const spineX = x + (column - (row % 2 === 0 ? 0.5 : 1)) * width * 0.3;
          const spineY = y - length * (0.27 + row * 0.19);
          return line(
            [
              [spineX - 5, spineY - 8],
              [spineX, spineY],
              [spineX + 5, spineY - 8],
            ],
            ink.butter,
            3,
          );
        }),
      ),
  );

const cactusFlower = (x: number, y: number, degrees: number, ink: Palette): string =>
  [-44, 44, -22, 22, 0]
    .map((lean, index) => petal(x, y, 56, 26, degrees + lean, index % 2 === 0 ? ink.cherry : ink.blush))
    .join("") + circle(...polar(x, y, 12, degrees), 8, ink.butter);

/** Drawings of planted flowers. */
export const motifs: Record<string, Motif> = {
  "noon-sunflower": (ink) =>
    around(21, 200, 200, 78, (x, y, degrees) => leaf(x, y, 118, 50, degrees, ink.tangerine), 8.6) +
    around(
      21,
      200,
      200,
      78,
      (x, y, degrees) =>
        leaf(x, y, 110, 46, degrees, ink.honey) +
        line([polar(x, y, 24, degrees), polar(x, y, 78, degrees)], ink.tangerine, 3),
    ) +
    circle(200, 200, 104, ink.cocoa) +
    seeds(200, 200, 300, 98, 4.6, [ink.honey, ink.sand, ink.honey]) +
    circle(200, 200, 34, ink.cocoa) +
    seeds(200, 200, 40, 30, 3.2, [ink.tangerine]),

  "three-tulips": (ink) =>
    curve(through("106,214 124,300 182,396"), ink.pine, 13) +
    curve(through("296,214 280,300 220,396"), ink.pine, 13) +
    curve(through("200,150 202,270 200,396"), ink.pine, 13) +
    path("M190 396C130 380 66 320 34 226C94 262 160 320 196 386Z", ink.leaf) +
    path("M210 396C270 380 334 320 366 226C306 262 240 320 204 386Z", ink.leaf) +
    path("M192 396C150 350 146 290 158 228C178 286 196 340 200 396Z", ink.pine) +
    path("M208 396C250 350 254 290 242 228C222 286 204 340 200 396Z", ink.leaf) +
    turned(-8, 100, 220, tulip(100, 220, 1.12, ink.cherry, ink.tangerine)) +
    turned(8, 300, 220, tulip(300, 220, 1.12, ink.honey, ink.butter)) +
    tulip(200, 168, 1.2, ink.paper, ink.blush),

  "lavender-bunch": (ink) =>
    [-36, -24, -12, 0, 12, 24, 36]
      .map(
        (lean, index) =>
          turned(
            lean * 0.75,
            200,
            300,
            line(
              [
                [200, 290],
                [200 - lean * 0.1, 392],
              ],
              ink.leaf,
              7,
            ),
          ) +
          lavender(
            310,
            lean,
            4 + Math.abs(index - 3) * 20,
            ink.grape,
            index % 2 === 0 ? ink.ocean : ink.blush,
            ink.leaf,
          ),
      )
      .join("") +
    path("M176 276H224L220 306H180Z", ink.tangerine) +
    bow(200, 292, 1.15, ink.tangerine, ink.cherry),

  "water-lily": (ink) =>
    ellipse(200, 326, 190, 62, ink.teal) +
    stroke("M30 342A180 52 0 0 0 370 342", ink.ice, 5) +
    path(
      "M200 322L330 268C372 288 384 320 350 344C300 372 210 378 130 364C60 352 20 322 60 290C80 276 110 268 140 264Z",
      ink.leaf,
    ) +
    each("96,340 200,368 300,352 346,312", (x, y) =>
      line(
        [
          [200, 316],
          [x, y],
        ],
        ink.pine,
        4,
      ),
    ) +
    [-82, 82, -54, 54, -27, 27, 0]
      .map(
        (degrees, index) =>
          leaf(200, 312, 196 + index * 14, 112, degrees, ink.blush) +
          leaf(200, 308, 176 + index * 14, 84, degrees, ink.paper),
      )
      .join("") +
    [-68, 68, -40, 40, -13, 13]
      .map(
        (degrees, index) =>
          leaf(200, 318, 138 + index * 10, 96, degrees, ink.blush) +
          leaf(200, 316, 124 + index * 10, 72, degrees, ink.paper),
      )
      .join("") +
    [-60, -36, -12, 12, 36, 60]
      .map(
        (degrees) =>
          line([[200, 316], polar(200, 316, 66, degrees)], ink.honey, 7) +
          circle(...polar(200, 316, 68, degrees), 8, ink.honey),
      )
      .join("") +
    ellipse(200, 318, 30, 14, ink.honey),

  "prickly-pear": (ink) =>
    pad(168, 220, 150, 122, -42, ink) +
    pad(232, 216, 128, 108, 38, ink) +
    pad(206, 160, 128, 108, 0, ink) +
    pad(200, 322, 196, 158, 0, ink) +
    cactusFlower(200, 36, -8, ink) +
    cactusFlower(74, 104, -50, ink) +
    cactusFlower(310, 118, 42, ink) +
    cactusFlower(118, 86, -18, ink) +
    path("M112 306H288L274 392H126Z", ink.paper) +
    rect(100, 292, 200, 30, ink.paper, 6) +
    stroke("M126 350L152 334L178 350L204 334L230 350L256 334L276 348", ink.cherry, 8) +
    stroke("M130 374H270", ink.tangerine, 7),

  "passion-flower": (ink) =>
    around(5, 200, 200, 40, (x, y, degrees) => leaf(x, y, 152, 92, degrees, ink.leaf), 36) +
    around(5, 200, 200, 40, (x, y, degrees) => leaf(x, y, 150, 86, degrees, ink.paper), 0) +
    around(5, 200, 200, 40, (x, y, degrees) => leaf(x, y, 136, 76, degrees, ink.ice), 36) +
    rays(200, 200, 60, 50, 116, 5, ink.grape, 0, 3) +
    rays(200, 200, 60, 50, 84, 6, ink.paper, 0, 5) +
    circle(200, 200, 58, ink.grape) +
    rays(200, 200, 40, 30, 56, 4, ink.butter, 0, 3) +
    circle(200, 200, 30, ink.leaf) +
    around(
      5,
      200,
      200,
      62,
      (x, y, degrees) =>
        line(
          [
            [200, 200],
            [x, y],
          ],
          ink.leaf,
          9,
        ) + turned(degrees, x, y, rect(x - 20, y - 8, 40, 15, ink.honey, 7)),
      36,
    ) +
    around(
      3,
      200,
      200,
      44,
      (x, y) =>
        line(
          [
            [200, 200],
            [x, y],
          ],
          ink.soot,
          8,
        ) + circle(x, y, 12, ink.soot),
      0,
    ) +
    circle(200, 200, 15, ink.soot),
};
