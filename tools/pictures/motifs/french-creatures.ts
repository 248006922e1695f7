import type { Motif } from "../palette.ts";
import {
  around,
  blob,
  circle,
  clipped,
  curve,
  drop,
  ellipse,
  flipped,
  leaf,
  line,
  mirrored,
  moved,
  path,
  polygon,
  rect,
  repeat,
  scaled,
  stroke,
  turned,
} from "../shapes.ts";

const rooster: Motif = (ink) => {
  const tail = [
    [-96, 120, ink.teal],
    [-74, 150, ink.soot],
    [-50, 168, ink.cherry],
    [-26, 160, ink.teal],
    [-4, 128, ink.soot],
  ] as const;
  const leg = (x: number): string =>
    line(`${x} 286, ${x + 4} 352`, ink.tangerine, 9) +
    line(`${x - 18} 364, ${x + 4} 350, ${x + 30} 364`, ink.tangerine, 8);
  const plumes = tail.map(([degrees, length, fill]) => leaf(146, 236, length, 52, degrees, fill)).join("");
  const wing =
    leaf(256, 228, 120, 82, -108, ink.teal) +
    leaf(248, 232, 92, 54, -108, ink.honey) +
    leaf(240, 236, 62, 30, -108, ink.teal);
  const comb = circle(278, 66, 17, ink.cherry) + circle(302, 54, 19, ink.cherry) + circle(324, 68, 15, ink.cherry);
  return (
    plumes +
    leg(190) +
    leg(228) +
    comb +
    blob(
      "112 244, 150 214, 206 206, 246 164, 262 96, 298 74, 332 96, 334 150, 328 220, 290 276, 220 302, 148 290",
      ink.soot,
    ) +
    blob("258 118, 270 92, 300 78, 330 98, 334 150, 324 172, 302 158, 284 178, 264 160, 244 176", ink.tangerine) +
    polygon("326 98, 366 114, 328 124", ink.honey) +
    drop(322, 150, 13, 30, ink.cherry) +
    circle(306, 104, 9, ink.butter) +
    circle(308, 104, 4, ink.soot) +
    wing +
    rect(60, 366, 280, 9, ink.soot, 4)
  );
};

const racingSnail: Motif = (ink) => {
  const spiral = Array.from({ length: 34 }, (_, index) => {
    const [turn, distance] = [(index * 27 * Math.PI) / 180, 6 + index * 2.5];
    return [176 + distance * Math.cos(turn), 186 + distance * Math.sin(turn)] as const;
  });
  return (
    repeat(3, (index) =>
      line(`${12 + index * 16} ${150 + index * 44}, ${66 - index * 8} ${150 + index * 44}`, ink.paper, 9),
    ) +
    path(
      "M58 316C90 262 250 300 268 250C276 214 274 172 306 158C342 146 368 176 358 210C346 262 340 318 268 320H70C58 326 48 324 58 316Z",
      ink.butter,
    ) +
    curve("326 166, 332 130, 352 104", ink.butter, 10) +
    curve("342 176, 360 146, 382 130", ink.butter, 10) +
    circle(353, 100, 11, ink.paper) +
    circle(384, 127, 11, ink.paper) +
    circle(355, 99, 5, ink.soot) +
    circle(386, 126, 5, ink.soot) +
    circle(176, 190, 108, ink.tangerine) +
    curve(spiral, ink.butter, 13) +
    around(14, 176, 190, 97, (x, y) => circle(x, y, 4.5, ink.cocoa)) +
    path("M282 188C280 148 300 128 330 136C358 142 370 164 366 192C340 174 312 174 282 188Z", ink.cherry) +
    stroke("M306 136C316 148 322 162 324 178", ink.paper, 9, "butt") +
    curve("322 240, 336 246, 350 238", ink.cocoa, 6) +
    repeat(8, (column) => repeat(2, (row) => rect(40 + column * 42 + row * 21, 332 + row * 14, 21, 14, ink.paper)))
  );
};

const catInBeret: Motif = (ink) => {
  const ear = polygon("100 172, 92 84, 168 130", ink.paper) + polygon("112 150, 108 108, 146 132", ink.blush);
  const whiskers = line("136 236, 62 222", ink.soot, 5) + line("136 246, 58 250", ink.soot, 5);
  const jersey = path("M86 392C92 330 130 296 200 296C270 296 308 330 314 392Z", ink.paper);
  return (
    jersey +
    clipped(
      jersey,
      repeat(4, (index) => rect(60, 312 + index * 22, 280, 11, ink.ocean)),
    ) +
    flipped(ear) +
    blob("90 200, 114 142, 200 118, 286 142, 310 200, 286 268, 200 300, 114 268", ink.paper) +
    mirrored(
      whiskers +
        ellipse(156, 200, 19, 24, ink.honey) +
        ellipse(158, 200, 8, 20, ink.soot) +
        circle(154, 192, 4, ink.paper),
    ) +
    path("M184 230H216L200 248Z", ink.blush) +
    curve("170 262, 186 268, 200 250, 214 268, 230 262", ink.soot, 5) +
    path("M140 300C176 322 224 322 260 300L252 326C224 338 176 338 148 326Z", ink.honey) +
    polygon("200 322, 166 366, 196 360, 206 326", ink.honey) +
    polygon("200 322, 236 362, 212 366, 196 326", ink.honey) +
    turned(
      -12,
      200,
      110,
      blob("74 116, 108 64, 200 40, 296 62, 330 122, 262 146, 200 148, 136 146", ink.soot) +
        curve("122 126, 200 118, 280 126", ink.ocean, 10) +
        curve("202 46, 204 30, 214 20", ink.soot, 10),
    )
  );
};

const sardine = (body: string, back: string, eye: string): string =>
  path("M-96 0C-60 -30 30 -30 78 0C30 30 -60 30 -96 0Z", body) +
  path("M-96 0C-60 -30 30 -30 78 0C30 -8 -60 -8 -96 0Z", back) +
  polygon("66 0, 108 -22, 98 0, 108 22", back) +
  circle(-72, -3, 6, eye) +
  repeat(4, (index) => stroke(`M${-46 + index * 26} -2Q${-38 + index * 26} 8 ${-46 + index * 26} 18`, back, 4));

const sardineTin: Motif = (ink) =>
  scaled(
    0.9,
    200,
    380,
    turned(
      -8,
      200,
      200,
      rect(46, 92, 308, 270, ink.soot, 66) +
        rect(56, 102, 288, 250, ink.stone, 58) +
        rect(72, 118, 256, 218, ink.tangerine, 46) +
        [152, 200, 250, 300]
          .map((y, index) =>
            moved(
              200 + (index % 2 === 0 ? -4 : 4),
              y,
              index === 2
                ? turned(180, 0, 0, sardine(ink.paper, ink.ocean, ink.soot))
                : sardine(ink.paper, ink.ocean, ink.soot),
            ),
          )
          .join("") +
        path("M62 62C70 40 330 40 338 62L344 116C300 84 100 84 56 116Z", ink.paper) +
        rect(52, 42, 296, 40, ink.soot, 20) +
        rect(60, 48, 280, 26, ink.stone, 13) +
        line("74 61, 326 61", ink.paper, 6) +
        rect(190, 8, 20, 52, ink.soot, 8) +
        stroke("M200 -22A18 18 0 1 1 199.9 -22Z", ink.soot, 9),
    ),
  );

/** Drawings of French animals. */
export const creatures: Record<string, Motif> = {
  "rooster-at-dawn": rooster,
  "escargot-grand-prix": racingSnail,
  "cat-in-a-beret": catInBeret,
  "sardine-tin": sardineTin,
};
