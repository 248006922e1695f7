import type { Motif, Palette } from "../palette.ts";
import {
  around,
  circle,
  curve,
  ellipse,
  heart,
  leaf,
  line,
  path,
  petals,
  polar,
  rays,
  scaled,
  stroke,
  turned,
  veinedLeaf,
} from "../shapes.ts";
import { each, through } from "./nature-shapes.ts";

/** Five heart-shaped petals about golden stamens. */
const rose = (x: number, y: number, size: number, ink: Palette): string =>
  around(
    5,
    x,
    y,
    size * 0.29,
    (petalX, petalY, degrees) =>
      heart(petalX, petalY, size * 0.6, ink.blush, degrees) +
      heart(...polar(petalX, petalY, -size * 0.06, degrees), size * 0.34, ink.paper, degrees),
  ) +
  around(18, x, y, size * 0.17, (_x, _y, degrees, index) => {
    const tip = polar(x, y, size * (index % 2 === 0 ? 0.21 : 0.16), degrees);
    return line([[x, y], tip], ink.honey, size * 0.012) + circle(...tip, size * 0.021, ink.honey);
  }) +
  circle(x, y, size * 0.08, ink.leaf) +
  circle(x, y, size * 0.04, ink.honey);

const spray = (x: number, y: number, degrees: number, ink: Palette): string =>
  turned(
    degrees,
    x,
    y,
    line(
      [
        [x, y],
        [x, y - 110],
      ],
      ink.leaf,
      7,
    ) +
      veinedLeaf(x, y - 96, 66, 44, 0, ink.leaf, ink.pine) +
      [-66, 66]
        .map(
          (lean) =>
            veinedLeaf(x, y - 92, 54, 36, lean, ink.leaf, ink.pine) +
            veinedLeaf(x, y - 48, 50, 34, lean, ink.leaf, ink.pine),
        )
        .join(""),
  );

/** A poppy seen from the side and a little from above. */
const poppy = (x: number, y: number, size: number, ink: Palette): string =>
  scaled(
    size,
    x,
    y,
    path(
      `M${x - 70} ${y + 6}C${x - 90} ${y - 50} ${x - 40} ${y - 92} ${x} ${y - 66}C${x + 40} ${y - 92} ${x + 90} ${y - 50} ${x + 70} ${y + 6}Z`,
      ink.tangerine,
    ) +
      ellipse(x, y - 10, 30, 24, ink.soot) +
      rays(x, y - 12, 20, 10, 36, 4, ink.soot, 0, 3) +
      path(
        `M${x - 88} ${y - 22}C${x - 50} ${y - 22} ${x - 14} ${y - 10} ${x} ${y + 8}C${x + 14} ${y - 10} ${x + 50} ${y - 22} ${x + 88} ${y - 22}C${x + 84} ${y + 38} ${x + 40} ${y + 70} ${x} ${y + 66}C${x - 40} ${y + 70} ${x - 84} ${y + 38} ${x - 88} ${y - 22}Z`,
        ink.cherry,
      ) +
      stroke(
        `M${x - 44} ${y + 6}Q${x - 34} ${y + 36} ${x - 14} ${y + 52}M${x + 44} ${y + 6}Q${x + 34} ${y + 36} ${x + 14} ${y + 52}M${x} ${y + 26}V${y + 54}`,
        ink.soot,
        4,
      ),
  );

const daisy = (x: number, y: number, size: number, degrees: number, ink: Palette): string =>
  petals(x, y, 13, size, size * 0.42, ink.paper, degrees) +
  circle(x, y, size * 0.4, ink.honey) +
  circle(x + size * 0.08, y + size * 0.1, size * 0.26, ink.tangerine) +
  circle(x, y, size * 0.3, ink.honey);

/** Drawings of flowers of fields and hedges. */
export const motifs: Record<string, Motif> = {
  "hedgerow-rose": (ink) =>
    spray(110, 128, -52, ink) +
    spray(290, 128, 52, ink) +
    spray(130, 290, -128, ink) +
    spray(270, 290, 128, ink) +
    curve(through("200,260 206,330 190,372"), ink.leaf, 8) +
    ellipse(190, 362, 22, 28, ink.cherry, 8) +
    leaf(188, 386, 18, 8, 160, ink.leaf) +
    leaf(186, 386, 18, 8, 200, ink.leaf) +
    curve(through("200,140 194,70 206,44"), ink.leaf, 8) +
    leaf(206, 60, 54, 44, 8, ink.cherry) +
    leaf(206, 62, 40, 20, -14, ink.leaf) +
    leaf(206, 62, 40, 20, 26, ink.leaf) +
    rose(200, 206, 290, ink),

  "field-poppies": (ink) =>
    curve(through("120,150 128,270 176,396"), ink.pine, 9) +
    curve(through("278,110 268,250 204,396"), ink.pine, 9) +
    curve(through("228,262 222,330 194,396"), ink.pine, 9) +
    curve(through("56,300 40,240 66,226 110,320 166,396"), ink.pine, 7) +
    leaf(58, 298, 10, 6, 180, ink.pine) +
    ellipse(54, 300, 18, 28, ink.leaf, 8) +
    leaf(54, 326, 44, 10, 6, ink.cherry) +
    each(
      "130,330,-64 150,366,-80 250,320,52 226,362,70 134,250,50",
      (x, y, degrees) =>
        leaf(x, y, 74, 24, degrees, ink.leaf) +
        leaf(...polar(x, y, 26, degrees), 34, 16, degrees - 50, ink.leaf) +
        leaf(...polar(x, y, 26, degrees), 34, 16, degrees + 50, ink.leaf),
    ) +
    turned(-14, 112, 120, poppy(112, 120, 1.12, ink)) +
    turned(10, 282, 92, poppy(282, 92, 1.02, ink)) +
    poppy(236, 240, 0.86, ink),

  "daisy-chain": (ink) =>
    around(
      11,
      200,
      200,
      152,
      (x, y, degrees) =>
        curve(
          [
            [x, y],
            polar(200, 200, 128, degrees + 14),
            polar(200, 200, 112, degrees + 34),
            polar(200, 200, 74, degrees + 46),
          ],
          ink.leaf,
          8,
        ) + leaf(...polar(200, 200, 118, degrees + 28), 52, 24, degrees + 190, ink.leaf),
    ) + around(11, 200, 200, 152, (x, y, degrees) => daisy(x, y, 45, degrees, ink)),
};
