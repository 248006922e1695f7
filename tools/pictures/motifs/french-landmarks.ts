import type { Motif } from "../palette.ts";
import {
  around,
  blob,
  circle,
  clipped,
  crescent,
  curve,
  gull,
  leaf,
  line,
  mirrored,
  moved,
  path,
  petal,
  polygon,
  rect,
  repeat,
  ring,
  spots,
  star,
  turned,
  wave,
} from "../shapes.ts";

const ironTower: Motif = (ink) => {
  const half =
    "M200 30L193 44L189 120L170 190H200V214H160C150 256 132 300 96 356H154C160 322 176 304 200 304V284H142L150 262H200V30Z";
  const lattice = repeat(
    15,
    (index) =>
      line(`60 ${20 + index * 26}, 340 ${160 + index * 26}`, ink.soot, 3) +
      line(`340 ${20 + index * 26}, 60 ${160 + index * 26}`, ink.soot, 3),
  );
  const tower = mirrored(path(half, ink.honey));
  const twinkles = "70 90 13, 356 66 10, 338 190 14, 60 232 9, 120 42 8, 262 62 7";
  return (
    crescent(300, 108, 34, ink.butter, 120) +
    spots(twinkles, (x, y, size) => star(x, y, 4, size, size * 0.32, ink.paper)) +
    tower +
    clipped(tower, lattice) +
    rect(166, 186, 68, 12, ink.honey, 2) +
    rect(138, 252, 124, 13, ink.honey, 2) +
    rect(186, 112, 28, 9, ink.honey, 2) +
    rect(197, 8, 6, 30, ink.honey, 2) +
    repeat(9, (index) => circle(146 + index * 13.5, 258, 2.6, ink.cherry)) +
    rect(62, 356, 276, 9, ink.honey, 4) +
    rect(104, 374, 192, 6, ink.honey, 3)
  );
};

const windmill: Motif = (ink) => {
  const sail =
    rect(-5, -150, 10, 150, ink.soot, 3) +
    rect(5, -148, 38, 108, ink.paper, 2) +
    repeat(4, (index) => line(`5 ${-140 + index * 28}, 43 ${-140 + index * 28}`, ink.soot, 3.5)) +
    line("24 -146, 24 -42", ink.soot, 3.5);
  return (
    path("M18 364C80 300 320 300 382 364Z", ink.pine) +
    path("M140 180H260L290 336H110Z", ink.cherry) +
    path("M132 184C140 120 260 120 268 184Z", ink.soot) +
    path("M178 336V292A22 22 0 0 1 222 292V336Z", ink.soot) +
    circle(200, 226, 15, ink.butter) +
    spots("146 264, 240 264", (x, y) => rect(x, y, 18, 26, ink.butter, 3)) +
    moved(
      200,
      160,
      [28, 118, 208, 298].map((degrees) => turned(degrees, 0, 0, sail)).join("") +
        circle(0, 0, 15, ink.soot) +
        circle(0, 0, 6, ink.honey),
    ) +
    curve("46 364, 70 330, 62 300", ink.soot, 6) +
    circle(60, 292, 20, ink.pine) +
    circle(342, 322, 22, ink.pine)
  );
};

const roseWindow: Motif = (ink) =>
  circle(200, 200, 186, ink.stone) +
  circle(200, 200, 174, ink.soot) +
  around(24, 200, 200, 156, (x, y, _, index) => circle(x, y, 14, index % 2 === 0 ? ink.honey : ink.cherry)) +
  ring(200, 200, 136, ink.stone, 6) +
  around(
    12,
    200,
    200,
    62,
    (x, y, degrees, index) =>
      petal(x, y, 70, 37, degrees, index % 2 === 0 ? ink.ocean : ink.ice) +
      petal(x, y, 44, 21, degrees, index % 2 === 0 ? ink.ice : ink.ocean) +
      turned(degrees, x, y, circle(x, y - 54, 6, ink.honey)),
  ) +
  around(12, 200, 200, 116, (x, y) => circle(x, y, 11, ink.cherry), 15) +
  ring(200, 200, 60, ink.stone, 6) +
  around(6, 200, 200, 12, (x, y, degrees) => petal(x, y, 38, 27, degrees, ink.cherry)) +
  around(6, 200, 200, 40, (x, y) => circle(x, y, 6, ink.honey), 30) +
  circle(200, 200, 15, ink.honey);

const fleurDeLys: Motif = (ink) => {
  const curl =
    "M188 262C176 196 150 150 104 132C62 118 26 148 28 192C30 226 60 244 84 230C102 220 104 196 90 186C80 180 68 184 66 194" +
    "C58 178 74 160 94 168C132 182 146 224 152 262Z";
  const foot = "M190 288C188 322 172 346 142 352C152 356 170 356 184 346C190 342 196 350 200 374V288Z";
  return (
    path(
      "M200 18C236 74 262 120 250 170C242 204 226 224 220 262H180C174 224 158 204 150 170C138 120 164 74 200 18Z",
      ink.honey,
    ) +
    mirrored(
      path(curl, ink.honey) +
        path(foot, ink.honey) +
        circle(68, 300, 10, ink.ice) +
        circle(44, 266, 6, ink.ice) +
        circle(104, 322, 6, ink.ice) +
        curve("168 250, 154 196, 120 156, 88 150", ink.butter, 5),
    ) +
    leaf(200, 226, 168, 46, 0, ink.butter) +
    line("200 218, 200 104", ink.honey, 6) +
    rect(132, 258, 136, 34, ink.paper, 17) +
    repeat(5, (index) => circle(156 + index * 22, 275, index === 2 ? 9 : 6, index % 2 === 0 ? ink.cherry : ink.honey))
  );
};

const lighthouse: Motif = (ink) => {
  const tower = path("M164 128H236L260 330H140Z", ink.paper);
  return (
    polygon("180 92, 12 40, 12 122", ink.butter) +
    polygon("220 92, 388 62, 388 144", ink.butter) +
    tower +
    clipped(
      tower,
      repeat(3, (index) =>
        path(
          `M120 ${156 + index * 62}L280 ${144 + index * 62}V${174 + index * 62}L120 ${186 + index * 62}Z`,
          ink.cherry,
        ),
      ),
    ) +
    rect(150, 118, 100, 13, ink.cherry, 4) +
    rect(172, 70, 56, 48, ink.honey, 3) +
    line("190 72, 190 118", ink.cherry, 5) +
    line("210 72, 210 118", ink.cherry, 5) +
    path("M162 72C170 38 230 38 238 72Z", ink.cherry) +
    rect(196, 24, 8, 24, ink.cherry, 3) +
    path("M188 330V302A12 12 0 0 1 212 302V330Z", ink.cherry) +
    blob("66 344, 104 318, 150 324, 204 314, 262 322, 318 322, 344 348, 204 360", ink.stone) +
    wave(20, 350, 360, 30, 6, ink.ice, 11) +
    wave(60, 374, 280, 24, 5, ink.ice, 9) +
    spots("62 190, 104 222, 322 216", (x, y) => gull(x, y, ink.paper, 5))
  );
};

/** Drawings of French landmarks. */
export const landmarks: Record<string, Motif> = {
  "iron-tower-by-night": ironTower,
  "montmartre-windmill": windmill,
  "gothic-rose-window": roseWindow,
  "golden-fleur-de-lys": fleurDeLys,
  "brittany-lighthouse": lighthouse,
};
