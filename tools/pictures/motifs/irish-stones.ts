import type { Motif, Palette } from "../palette.ts";
import {
  around,
  circle,
  clipped,
  curve,
  line,
  mirrored,
  path,
  polygon,
  rays,
  repeat,
  ring,
  spots,
  stroke,
} from "../shapes.ts";
import { spiral } from "./irish-crafts.ts";

const highCross: Motif = (ink) => {
  const cross = path("M172 22H228L224 118L318 112V172L224 166L234 342H166L176 166L82 172V112L176 118Z", ink.stone);
  const boss =
    circle(200, 142, 27, ink.soot) +
    circle(200, 142, 20, ink.stone) +
    around(4, 200, 142, 9, (x, y) => circle(x, y, 7, ink.soot));
  const carvedArms = mirrored(
    ring(110, 142, 15, ink.soot, 5) + circle(110, 142, 5, ink.soot) + ring(146, 142, 12, ink.soot, 5),
  );
  const knot = (y: number): string =>
    mirrored(curve(`188 ${y}, 212 ${y + 14}, 188 ${y + 28}, 212 ${y + 42}`, ink.soot, 5));
  return (
    ring(200, 142, 80, ink.stone, 24) +
    ring(200, 142, 80, ink.soot, 4) +
    cross +
    boss +
    carvedArms +
    knot(44) +
    knot(186) +
    knot(236) +
    knot(286) +
    path("M128 342H272L290 368H110Z", ink.stone) +
    line("140 354, 258 354", ink.soot, 5) +
    churchyard(ink)
  );
};

const churchyard = (ink: Palette): string => {
  const blade = (index: number): string => {
    const height = 22 + (index % 2) * 12;
    return path(`M${44 + index * 18} 374q-6 -${height} -12 -${height + 8}q14 6 20 ${height + 6}Z`, ink.leaf);
  };
  const daisy = (x: number, y: number): string => circle(x, y, 6, ink.paper) + circle(x, y, 2.5, ink.honey);
  return (
    path("M20 392C60 352 150 364 200 368C260 362 350 354 380 392Z", ink.leaf) +
    mirrored(repeat(4, blade)) +
    spots("52 366, 330 362, 306 378, 86 380", daisy)
  );
};

const newgrange: Motif = (ink) => {
  const whorl = (x: number, y: number, start: number): string =>
    curve([...spiral(x, y, 2.75, 20, start), [200, 206]], ink.soot, 9);
  const stone = path(
    "M20 316C8 236 40 128 110 96C170 66 262 62 314 106C374 152 392 248 382 316C378 350 32 352 20 316Z",
    ink.stone,
  );
  return (
    rays(200, 92, 13, 40, 84, 16, ink.honey, -90) +
    circle(200, 88, 48, ink.honey) +
    stone +
    clipped(
      stone,
      whorl(132, 246, 96) +
        whorl(268, 246, -24) +
        whorl(200, 138, -144) +
        stroke("M10 300Q60 350 120 330T240 334T390 300", ink.soot, 8) +
        mirrored(line("30 190, 44 170, 58 190", ink.soot, 7) + line("66 140, 82 122, 98 140", ink.soot, 7)),
    ) +
    path("M10 340C70 320 330 320 390 340V362H10Z", ink.leaf) +
    polygon("176 340, 224 340, 266 388, 134 388", ink.honey) +
    polygon("190 340, 210 340, 226 388, 174 388", ink.butter)
  );
};

/** Drawings of carved and standing stones. */
export const stones: Record<string, Motif> = {
  "high-cross": highCross,
  "newgrange-spiral": newgrange,
};
