import type { Motif } from "../palette.ts";
import {
  arc,
  around,
  circle,
  clipped,
  curve,
  ellipse,
  heart,
  line,
  mirrored,
  path,
  polar,
  rect,
  repeat,
  ring,
  spots,
  stroke,
  tenth,
  turned,
} from "../shapes.ts";

const harp: Motif = (ink) => {
  const neck =
    "M96 92C120 40 176 36 212 66C246 94 282 96 316 66C326 56 344 60 346 76C348 94 334 96 330 88C300 124 246 130 204 100C172 76 136 84 124 116Z";
  const belly =
    "M92 96C84 180 84 280 118 356C124 372 148 372 152 354C196 330 288 232 338 92L312 80C272 190 200 280 146 312C124 250 120 170 126 110Z";
  return (
    repeat(9, (index) => {
      const x = 152 + index * 18;
      return line(
        `${x} ${84 + Math.sin(index / 2.4) * 14 + index * 2}, ${x} ${300 - index * 22 - (index > 6 ? 8 : 0)}`,
        ink.paper,
        4,
      );
    }) +
    path(belly, ink.honey) +
    path(neck, ink.tangerine) +
    circle(108, 84, 26, ink.honey) +
    circle(108, 84, 13, ink.tangerine) +
    curve("106 128, 104 200, 114 280, 132 346", ink.butter, 6) +
    repeat(8, (index) => circle(158 + index * 18, 76 + Math.sin(index / 2.4) * 16 + index * 2, 4, ink.butter)) +
    repeat(6, (index) => circle(184 + index * 22, 284 - index * 30, 6, ink.tangerine)) +
    path("M104 366H172L184 388H92Z", ink.tangerine) +
    [0, 120, 240].map((turn) => turned(turn, 300, 300, heart(300, 274, 48, ink.leaf))).join("") +
    curve("300 300, 304 330, 292 352", ink.leaf, 8)
  );
};

type Strand = { x: number; y: number; depth: number };

/** A closed ribbon that weaves over and under itself: its pieces are laid from the deepest to the highest. */
const woven = (
  strand: (turn: number) => Strand,
  pieces: number,
  edge: string,
  colour: string,
  light: string,
  width: number,
): string => {
  const places = Array.from({ length: pieces + 3 }, (_, index) => strand((index / pieces) * 2 * Math.PI));
  const laid = places.slice(0, pieces).map((from, index) => {
    const [middle, to] = [places[index + 1] ?? from, places[index + 2] ?? from];
    const data = `M${tenth(from.x)} ${tenth(from.y)}L${tenth(middle.x)} ${tenth(middle.y)}L${tenth(to.x)} ${tenth(to.y)}`;
    return {
      depth: middle.depth,
      markup:
        stroke(data, edge, width, "butt") +
        stroke(data, colour, width * 0.72, "butt") +
        stroke(data, light, width * 0.14, "butt"),
    };
  });
  return laid
    .toSorted((one, other) => one.depth - other.depth)
    .map(({ markup }) => markup)
    .join("");
};

const endlessKnot: Motif = (ink) => {
  const star = (turn: number): Strand => {
    const distance = 112 + 62 * Math.cos(3.5 * turn);
    return {
      x: 200 + distance * Math.sin(turn),
      y: 200 - distance * Math.cos(turn),
      depth: Math.sin(3.5 * turn),
    };
  };
  return (
    woven((turn) => star(turn * 2), 280, ink.soot, ink.honey, ink.butter, 34) +
    around(7, 200, 200, 187, (x, y) => circle(x, y, 7, ink.tangerine), 180 / 7) +
    circle(200, 200, 22, ink.tangerine) +
    circle(200, 200, 10, ink.butter)
  );
};

const teaCosy: Motif = (ink) => {
  const cosy = path("M104 330C78 220 118 132 200 128C282 132 322 220 296 330Z", ink.teal);
  const stitches = (y: number, colour: string): string =>
    repeat(15, (index) => stroke(`M${76 + index * 18} ${y}l9 12l9 -12`, colour, 5));
  return (
    curve("356 128, 344 106, 366 88, 352 62", ink.paper, 8) +
    path("M282 268C320 268 322 196 342 180L372 172L366 190C352 214 352 312 286 318Z", ink.paper) +
    stroke("M112 214C40 190 28 304 118 302", ink.paper, 21) +
    path("M96 330C84 300 84 250 104 210H296C316 250 316 300 304 330C290 362 110 362 96 330Z", ink.paper) +
    cosy +
    clipped(
      cosy,
      rect(70, 196, 260, 26, ink.butter) +
        rect(70, 262, 260, 26, ink.butter) +
        stitches(166, ink.paper) +
        stitches(202, ink.pine) +
        stitches(236, ink.paper) +
        stitches(268, ink.pine) +
        stitches(302, ink.paper),
    ) +
    repeat(12, (index) => rect(103 + index * 16.3, 322, 12, 20, ink.pine, 5)) +
    around(12, 200, 104, 22, (x, y, _, index) => circle(x, y, 17, index % 2 === 0 ? ink.butter : ink.paper)) +
    circle(200, 104, 22, ink.butter) +
    rect(70, 366, 260, 11, ink.paper, 5) +
    rect(124, 384, 152, 8, ink.paper, 4)
  );
};

const handsHeartCrown: Motif = (ink) => {
  const hand =
    path(
      "M34 236C52 196 84 176 116 182C140 150 164 144 172 156C178 168 158 184 150 200C170 214 186 232 190 252C196 274 184 282 172 272C178 290 160 296 150 284C152 300 134 302 126 290C112 300 88 290 76 276Z",
      ink.sand,
    ) +
    curve("152 246, 164 258, 172 272", ink.cocoa, 4) +
    curve("132 258, 142 270, 150 284", ink.cocoa, 4) +
    curve("114 266, 120 280, 126 290", ink.cocoa, 4) +
    path("M8 226L44 192L92 286L52 310C28 286 14 258 8 226Z", ink.teal) +
    line("44 196, 88 284", ink.honey, 10) +
    line("26 226, 58 290", ink.honey, 5);
  const crown = path("M124 122L104 44L150 82L200 22L250 82L296 44L276 122Z", ink.honey);
  return (
    heart(200, 214, 190, ink.cherry) +
    curve("124 190, 126 162, 150 146", ink.blush, 9) +
    mirrored(hand) +
    crown +
    clipped(crown, rect(100, 100, 200, 10, ink.tangerine)) +
    spots("104 40, 150 76, 200 18, 250 76, 296 40", (x, y, _, index) =>
      circle(x, y, index % 2 === 0 ? 11 : 7, ink.butter),
    ) +
    [152, 200, 248].map((x) => circle(x, 92, 8, ink.cherry)).join("") +
    arc(200, 160, 208, 142, 218, ink.honey, 16) +
    repeat(7, (index) => {
      const [x, y] = polar(200, 160, 208, 146 + index * 11.4);
      return circle(x, y, 4.5, ink.tangerine);
    })
  );
};

/** A line that runs out from its centre in this many turns: one arm of a triskele. */
export const spiral = (
  x: number,
  y: number,
  turns: number,
  gap: number,
  start: number,
): readonly (readonly [number, number])[] =>
  Array.from({ length: Math.round(turns * 14) + 1 }, (_, index) =>
    polar(x, y, 4 + (index / 14) * gap, start + (index * 360) / 14),
  );

const bodhran: Motif = (ink) => {
  const swirl = (degrees: number): string =>
    turned(degrees, 184, 214, curve([...spiral(184, 148, 2.1, 21, 150), [206, 196], [184, 214]], ink.teal, 10));
  return (
    circle(184, 214, 168, ink.soot) +
    circle(184, 214, 158, ink.cocoa) +
    circle(184, 214, 140, ink.paper) +
    around(28, 184, 214, 149, (x, y) => circle(x, y, 5, ink.honey)) +
    ring(184, 214, 126, ink.teal, 4) +
    [0, 120, 240].map(swirl).join("") +
    circle(184, 214, 13, ink.tangerine) +
    turned(
      40,
      300,
      170,
      rect(291, 40, 18, 260, ink.honey, 9) +
        ellipse(300, 44, 17, 26, ink.honey) +
        ellipse(300, 296, 17, 26, ink.honey) +
        rect(289, 158, 22, 9, ink.cocoa, 3) +
        rect(289, 174, 22, 9, ink.cocoa, 3),
    ) +
    arc(184, 214, 186, 14, 34, ink.butter, 8) +
    arc(184, 214, 186, 78, 104, ink.butter, 8) +
    arc(184, 214, 204, 84, 98, ink.butter, 8)
  );
};

/** Drawings of things woven, brewed, worn or played. */
export const crafts: Record<string, Motif> = {
  "harp-of-tara": harp,
  "endless-knot": endlessKnot,
  "teapot-in-a-cosy": teaCosy,
  "hands-heart-and-crown": handsHeartCrown,
  "bodhran-beat": bodhran,
};
