import type { Motif, Palette } from "../palette.ts";
import {
  circle,
  clipped,
  ellipse,
  flipped,
  heart,
  line,
  mirrored,
  path,
  petals,
  rect,
  repeat,
  ring,
  stroke,
} from "../shapes.ts";
import { each, tapered, through } from "./nature-shapes.ts";

/** The left swan, looking right; its mate is its mirror image. */
const swan = (ink: Palette): string =>
  tapered(through("112,268 74,208 88,132 140,104 176,132"), 42, 26, ink.paper) +
  ellipse(172, 134, 22, 18, ink.paper, 34) +
  path("M172 122L199 168L178 158L160 146Z", ink.tangerine) +
  path("M166 118L186 140L172 146L160 132Z", ink.soot) +
  path("M4 214C20 236 46 232 60 226C100 214 150 226 178 262C186 292 160 318 110 318C56 320 8 284 4 214Z", ink.paper) +
  stroke("M26 240C52 262 92 262 128 250M40 266C66 282 96 280 128 270M64 290C84 298 104 296 122 290", ink.ice, 7);

/** A wheel with a heart for its hub. */
const wheel = (x: number, y: number, ink: Palette): string =>
  ring(x, y, 66, ink.soot, 12) +
  ring(x, y, 56, ink.paper, 5) +
  repeat(8, (index) =>
    line(
      [
        [x, y],
        [x + 54 * Math.cos((index * Math.PI) / 4), y + 54 * Math.sin((index * Math.PI) / 4)],
      ],
      ink.soot,
      2.5,
    ),
  ) +
  heart(x, y + 1, 36, ink.cherry);

/** A cup on its saucer, by the middle of the saucer, its handle on the right. */
const cup = (x: number, y: number, ground: string, marks: string, saucer: string, tea: string): string => {
  const bowl = path(
    `M${x - 74} ${y - 100}H${x + 74}C${x + 74} ${y - 40} ${x + 46} ${y - 8} ${x + 24} ${y - 6}H${x - 24}C${x - 46} ${y - 8} ${x - 74} ${y - 40} ${x - 74} ${y - 100}Z`,
    ground,
  );
  return (
    stroke(`M${x + 70} ${y - 84}C${x + 116} ${y - 94} ${x + 112} ${y - 34} ${x + 52} ${y - 36}`, ground, 13) +
    ellipse(x, y, 92, 15, saucer) +
    bowl +
    clipped(bowl, marks) +
    ellipse(x, y - 100, 74, 15, ground) +
    ellipse(x, y - 99, 64, 10, tea)
  );
};

/** Drawings of pairs. */
export const motifs: Record<string, Motif> = {
  "two-swans": (ink) =>
    heart(200, 164, 120, ink.cherry) +
    mirrored(swan(ink)) +
    each("200,330,190,0 200,352,150,1 200,374,100,2 200,392,50,3", (x, y, reach, index) =>
      stroke(
        `M${x - reach} ${y}q${reach / 4} -8 ${reach / 2} 0t${reach / 2} 0t${reach / 2} 0t${reach / 2} 0`,
        index % 2 === 0 ? ink.ice : ink.teal,
        9,
      ),
    ),

  "tandem-bicycle": (ink) =>
    wheel(78, 300, ink) +
    wheel(322, 300, ink) +
    stroke("M78 300L118 196H290L322 300M118 196L150 300H250L290 196M150 300L204 196L250 300M78 300H150", ink.teal, 12) +
    stroke("M122 196L112 164M208 196L198 164M290 196L276 138", ink.soot, 9) +
    rect(80, 152, 62, 15, ink.cocoa, 8) +
    rect(168, 152, 62, 15, ink.cocoa, 8) +
    stroke("M276 138C300 122 320 130 312 152M204 168L196 196", ink.soot, 8) +
    stroke("M198 164L214 124C224 108 244 112 240 130", ink.soot, 8) +
    circle(150, 300, 19, ink.cherry) +
    circle(250, 300, 19, ink.cherry) +
    stroke("M150 300L166 334M250 300L234 266", ink.soot, 7) +
    line(through("154,334 178,334"), ink.soot, 9) +
    line(through("222,266 246,266"), ink.soot, 9) +
    path("M308 148H390L378 206H322Z", ink.cocoa) +
    stroke("M316 166H384M320 186H380", ink.sand, 5) +
    each(
      "318,132,0 346,118,1 376,132,0",
      (x, y, kind) => petals(x, y, 6, 22, 17, kind === 1 ? ink.cherry : ink.paper) + circle(x, y, 7, ink.tangerine),
    ) +
    heart(88, 106, 46, ink.cherry, -10) +
    heart(146, 62, 64, ink.cherry, 8) +
    heart(216, 52, 34, ink.cherry, -6) +
    heart(44, 62, 26, ink.cherry, 6),

  "tea-for-two": (ink) =>
    stroke(
      "M120 204C96 172 144 156 120 122C108 104 112 84 132 76M280 204C304 172 256 156 280 122C292 104 288 84 268 76",
      ink.ice,
      13,
    ) +
    heart(200, 84, 150, ink.blush) +
    heart(200, 86, 96, ink.cherry) +
    flipped(
      cup(
        112,
        336,
        ink.paper,
        repeat(3, (row) =>
          repeat(5, (column) => circle(48 + column * 34 + (row % 2) * 17, 262 + row * 28, 9, ink.cherry)),
        ),
        ink.butter,
        ink.cocoa,
      ),
      112,
    ) +
    cup(
      288,
      336,
      ink.blush,
      repeat(3, (index) => rect(200, 258 + index * 28, 180, 13, ink.paper)),
      ink.butter,
      ink.cocoa,
    ) +
    rect(16, 356, 368, 12, ink.honey, 6) +
    line(through("150,346 206,340"), ink.stone, 6) +
    ellipse(212, 339, 13, 7, ink.stone, -6) +
    line(through("150,340 206,350"), ink.paper, 6) +
    ellipse(212, 351, 13, 7, ink.paper, 8),
};
