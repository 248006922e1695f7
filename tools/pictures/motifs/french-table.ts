import type { Motif, Palette } from "../palette.ts";
import {
  arc,
  around,
  circle,
  clipped,
  curve,
  ellipse,
  line,
  mirrored,
  moved,
  path,
  polygon,
  rect,
  repeat,
  ring,
  spots,
  stroke,
  turned,
  veinedLeaf,
} from "../shapes.ts";

const croissant: Motif = (ink) => {
  const bread =
    "M22 330C20 262 46 238 66 222C72 186 104 160 138 160C156 140 244 140 262 160C296 160 328 186 334 222C354 238 380 262 378 330C376 356 350 356 338 336" +
    "C322 310 306 300 284 300C262 284 138 284 116 300C94 300 78 310 62 336C50 356 24 356 22 330Z";
  const seams = "M138 160C164 200 150 262 116 300M66 222C96 232 106 276 84 312M22 308C42 296 60 308 62 336";
  const lights = "M158 178C176 206 172 238 158 264M84 210C106 216 122 240 118 264M44 262C64 258 76 270 74 288";
  return (
    around(11, 200, 178, 0, (x, y, degrees) =>
      degrees > 105 && degrees < 255
        ? ""
        : turned(degrees, x, y, polygon(`${x - 17} ${y - 118}, ${x} ${y - 176}, ${x + 17} ${y - 118}`, ink.honey)),
    ) +
    circle(200, 178, 100, ink.tangerine) +
    circle(200, 178, 76, ink.cherry) +
    stroke(bread, ink.cocoa, 14) +
    path(bread, ink.honey) +
    mirrored(stroke(lights, ink.butter, 10) + stroke(seams, ink.cocoa, 8)) +
    stroke("M200 176C206 200 206 230 200 256", ink.butter, 10) +
    spots("112 352 5, 150 340 4, 186 362 6, 232 344 4, 262 360 6, 296 346 4", (x, y, size) =>
      circle(x, y, size, ink.honey),
    )
  );
};

const cheeseBoard: Motif = (ink) => {
  const wedgeSide = path("M196 196L372 150V224L196 276Z", ink.honey);
  return (
    path(
      "M20 296C20 276 34 268 56 268H350C374 268 384 280 384 300C384 320 372 330 350 330H56C34 330 20 320 20 296Z",
      ink.sand,
    ) +
    line("50 312, 250 312", ink.cocoa, 4) +
    line("280 300, 352 300", ink.cocoa, 4) +
    circle(46, 292, 9, ink.cocoa) +
    path("M34 212V252C34 300 214 300 214 252V212Z", ink.butter) +
    ellipse(124, 212, 90, 38, ink.paper) +
    path("M124 212L208 198C222 216 210 232 186 240Z", ink.honey) +
    path("M124 212L186 240V276L124 248Z", ink.butter) +
    polygon("196 196, 306 124, 372 150", ink.butter) +
    wedgeSide +
    clipped(
      wedgeSide,
      circle(240, 226, 17, ink.tangerine) +
        circle(300, 190, 21, ink.tangerine) +
        circle(346, 218, 14, ink.tangerine) +
        circle(290, 246, 10, ink.tangerine) +
        circle(370, 168, 13, ink.tangerine),
    ) +
    moved(
      74,
      66,
      circle(20, 80, 17, ink.stone) +
        circle(78, 80, 17, ink.stone) +
        circle(20, 80, 9, ink.blush) +
        circle(78, 80, 9, ink.blush) +
        path("M10 134C10 90 88 90 88 134C88 150 10 150 10 134Z", ink.stone) +
        circle(36, 112, 5, ink.soot) +
        circle(62, 112, 5, ink.soot) +
        ellipse(49, 124, 6, 4, ink.blush) +
        line("30 126, 2 122", ink.stone, 3) +
        line("68 126, 96 122", ink.stone, 3) +
        circle(30, 146, 9, ink.stone) +
        circle(68, 146, 9, ink.stone),
    ) +
    spots(
      "262 262, 290 258, 318 262, 276 240, 304 238, 290 282, 334 280, 248 282, 312 284, 270 288",
      (x, y) => circle(x, y, 16, ink.leaf) + circle(x - 5, y - 5, 4, ink.paper),
    ) +
    curve("290 226, 296 208, 316 200", ink.cocoa, 6)
  );
};

const macaron = (x: number, y: number, shell: string, cream: string): string =>
  path(`M${x - 52} ${y - 7}C${x - 52} ${y - 44} ${x + 52} ${y - 44} ${x + 52} ${y - 7}Z`, shell) +
  path(`M${x - 52} ${y + 13}C${x - 52} ${y + 42} ${x + 52} ${y + 42} ${x + 52} ${y + 13}Z`, shell) +
  rect(x - 48, y - 6, 96, 18, cream, 8) +
  repeat(
    9,
    (index) => circle(x - 46 + index * 11.5, y - 8, 6.5, shell) + circle(x - 46 + index * 11.5, y + 14, 6.5, shell),
  ) +
  stroke(`M${x - 34} ${y - 21}Q${x - 20} ${y - 29} ${x - 4} ${y - 30}`, cream, 5);

const macaronTower: Motif = (ink) => {
  const rows = [
    [200, 88, ink.blush, ink.cherry],
    [144, 168, ink.leaf, ink.paper],
    [256, 168, ink.butter, ink.cherry],
    [88, 250, ink.blush, ink.paper],
    [200, 250, ink.ice, ink.cherry],
    [312, 250, ink.leaf, ink.paper],
  ] as const;
  return (
    rows.map(([x, y, shell, cream]) => macaron(x, y, shell, cream)).join("") +
    ellipse(200, 300, 186, 20, ink.paper) +
    path("M176 308H224L240 358H160Z", ink.paper) +
    rect(120, 354, 160, 16, ink.paper, 8) +
    repeat(13, (index) => circle(38 + index * 27, 303 + 6 * Math.sin((index / 12) * Math.PI), 5, ink.cherry)) +
    circle(200, 34, 18, ink.cherry) +
    curve("202 20, 208 8, 222 2", ink.leaf, 5) +
    circle(194, 28, 4, ink.paper)
  );
};

const boule = (ink: Palette, x: number, y: number, radius: number, degrees: number): string => {
  const ball = circle(x, y, radius, ink.stone);
  return (
    ellipse(x + 10, y + radius - 2, radius * 1.02, 12, ink.cocoa) +
    ball +
    clipped(
      ball,
      turned(
        degrees,
        x,
        y,
        repeat(3, (index) =>
          stroke(
            `M${x - radius} ${y - 22 + index * 22}Q${x} ${y + 2 + index * 22} ${x + radius} ${y - 22 + index * 22}`,
            ink.soot,
            5,
          ),
        ),
      ) + arc(x, y, radius * 0.8, 285, 340, ink.paper, 9),
    )
  );
};

const petanque: Motif = (ink) =>
  path("M8 300C40 256 330 244 392 292C402 330 330 366 200 366C80 366 2 346 8 300Z", ink.sand) +
  curve("60 96, 130 60, 220 66, 330 30", ink.sand, 9) +
  spots("92 78 196, 150 62 152, 196 62 200, 250 62 160, 300 44 176, 226 64 24, 128 62 -20", (x, y, degrees) =>
    veinedLeaf(x, y, 74, 52, degrees, ink.leaf, ink.pine),
  ) +
  boule(ink, 118, 244, 66, 20) +
  boule(ink, 276, 220, 58, -34) +
  boule(ink, 226, 294, 54, 8) +
  ellipse(332, 318, 26, 7, ink.cocoa) +
  circle(326, 300, 22, ink.tangerine) +
  circle(319, 293, 6, ink.butter) +
  line("36 322, 96 336", ink.cocoa, 5) +
  line("300 346, 336 340", ink.cocoa, 5);

const cafeCreme: Motif = (ink) => {
  const stripe = (index: number): string => {
    const [left, right] = [34 + index * 41.5, 34 + (index + 1) * 41.5];
    const [topLeft, topRight] = [64 + index * 34, 64 + (index + 1) * 34];
    return path(
      `M${topLeft} 24H${topRight}L${right} 96A20.8 20.8 0 0 1 ${left} 96Z`,
      index % 2 === 0 ? ink.cherry : ink.paper,
    );
  };
  return (
    repeat(8, stripe) +
    rect(56, 12, 288, 15, ink.honey, 5) +
    curve("166 196, 152 178, 176 162, 164 140", ink.paper, 8) +
    curve("212 196, 198 176, 224 160, 210 134", ink.paper, 8) +
    ring(298, 248, 31, ink.paper, 14) +
    path("M96 210H296C298 280 266 324 196 324C126 324 94 280 96 210Z", ink.paper) +
    ellipse(196, 211, 100, 19, ink.sand) +
    ellipse(196, 213, 84, 13, ink.cocoa) +
    ellipse(182, 212, 32, 6, ink.sand) +
    path("M99 246Q196 276 293 246L290 262Q196 292 102 262Z", ink.cherry) +
    ellipse(196, 334, 152, 20, ink.honey) +
    ellipse(196, 328, 92, 10, ink.paper) +
    rect(300, 306, 34, 22, ink.paper, 4) +
    line("66 322, 104 334", ink.stone, 7) +
    ellipse(58, 319, 15, 8, ink.stone, 18) +
    rect(80, 358, 232, 10, ink.honey, 5)
  );
};

/** Drawings of French food and drink, and of games after lunch. */
export const table: Record<string, Motif> = {
  "croissant-sunrise": croissant,
  "camembert-and-mouse": cheeseBoard,
  "macaron-tower": macaronTower,
  "petanque-sunday": petanque,
  "cafe-creme": cafeCreme,
};
