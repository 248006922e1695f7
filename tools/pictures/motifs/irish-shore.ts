import type { Motif, Palette } from "../palette.ts";
import {
  blob,
  circle,
  clipped,
  curve,
  ellipse,
  gull,
  line,
  path,
  petals,
  polygon,
  repeat,
  spots,
  stroke,
  turned,
  wave,
  wavePath,
} from "../shapes.ts";

/** A basalt column from above and in front: the six-sided top and the three faces that fall from it. */
const basaltColumn = (x: number, y: number, top: string, side: string, face: string): string => {
  const [half, corner, foot] = [33, 17, 380];
  return (
    polygon(`${x - half} ${y}, ${x + half} ${y}, ${x + half} ${foot}, ${x - half} ${foot}`, side) +
    polygon(`${x - corner} ${y + 15}, ${x + corner} ${y + 15}, ${x + corner} ${foot}, ${x - corner} ${foot}`, face) +
    polygon(
      `${x - half} ${y}, ${x - corner} ${y - 15}, ${x + corner} ${y - 15}, ${x + half} ${y}, ${x + corner} ${y + 15}, ${x - corner} ${y + 15}`,
      top,
    )
  );
};

const causeway: Motif = (ink) => {
  const rows = [
    [0, 196, 120, 60, 100, 164, 0],
    [300, 250, 190, 150, 186, 236, 296],
    [340, 318, 288, 256, 276, 312, 336],
  ];
  const columns = rows
    .flatMap((row, depth) => row.map((top, column) => ({ x: 44 + column * 52, top: top + (column % 2) * 12, depth })))
    .filter(({ top }) => top > 20);
  return (
    circle(84, 92, 50, ink.tangerine) +
    columns
      .map(({ x, top }, index) => basaltColumn(x, top, index % 6 === 2 ? ink.leaf : ink.stone, ink.soot, ink.grape))
      .join("") +
    path(`${wavePath(0, 356, 400, 26, 6)}V392H0Z`, ink.teal) +
    wave(30, 374, 340, 16, 6, ink.paper, 6) +
    spots("290 60, 346 96, 336 38", (x, y) => gull(x, y, ink.soot))
  );
};

const oarsman = (ink: Palette, x: number, y: number, jersey: string): string =>
  path(`M${x - 20} ${y + 44}C${x - 20} ${y} ${x + 20} ${y} ${x + 20} ${y + 44}Z`, jersey) +
  circle(x + 2, y - 10, 16, ink.sand) +
  path(
    `M${x - 16} ${y - 12}C${x - 14} ${y - 34} ${x + 14} ${y - 34} ${x + 18} ${y - 14}L${x + 28} ${y - 10}H${x - 16}Z`,
    ink.soot,
  ) +
  line(`${x + 2} ${y + 16}, ${x + 28} ${y + 30}`, jersey, 11) +
  line(`${x + 36} ${y + 18}, ${x - 32} ${y + 92}`, ink.cocoa, 7) +
  ellipse(x - 36, y + 97, 7, 17, ink.cocoa, 42);

const currach: Motif = (ink) =>
  circle(292, 96, 54, ink.paper) +
  path(
    "M0 330C40 240 90 290 130 300C90 250 20 250 20 170C20 90 90 50 150 64C196 74 222 112 204 148C190 176 152 172 148 146C128 160 132 200 168 226C230 268 320 262 400 250V382H0Z",
    ink.teal,
  ) +
  stroke("M40 206C30 140 70 88 136 84C176 82 196 116 186 136", ink.ice, 9) +
  stroke("M66 238C44 180 70 122 128 112", ink.ice, 8) +
  spots("214 84, 232 108, 222 58, 196 46", (x, y, _, index) => circle(x, y, 9 - index, ink.paper)) +
  turned(
    -7,
    280,
    250,
    oarsman(ink, 226, 200, ink.cherry) +
      oarsman(ink, 286, 200, ink.paper) +
      path(
        "M154 208C176 240 214 244 260 244H352C374 242 386 230 394 208L398 214C394 258 372 284 336 284H236C192 284 166 252 154 208Z",
        ink.soot,
      ) +
      stroke("M170 234C190 254 220 257 260 257H346C366 255 380 246 388 232", ink.honey, 6),
  ) +
  path(`${wavePath(0, 320, 400, 34, 4)}V388H0Z`, ink.ocean) +
  wave(20, 344, 360, 26, 5, ink.ice, 8) +
  wave(70, 370, 260, 22, 4, ink.ice, 8);

const seaCampion = (ink: Palette, x: number, y: number): string =>
  line(`${x} ${y}, ${x} ${y + 34}`, ink.pine, 5) + petals(x, y, 5, 17, 13, ink.paper) + circle(x, y, 5, ink.cherry);

const puffinsFace = (ink: Palette): string => {
  const bill =
    path("M264 74C300 60 350 84 366 120C336 132 300 148 270 146C280 120 276 96 264 74Z", ink.tangerine) +
    path("M264 74C274 70 286 68 296 70C310 96 308 122 296 142L270 146C280 120 276 96 264 74Z", ink.ocean) +
    stroke("M300 70C314 94 314 122 302 141", ink.honey, 8, "butt");
  return (
    blob("184 104, 206 66, 246 58, 280 82, 288 120, 264 148, 224 150, 194 134", ink.paper) +
    bill +
    polygon("226 82, 250 100, 226 108, 206 100", ink.soot) +
    circle(228, 97, 9, ink.cherry) +
    circle(229, 97, 4, ink.paper) +
    circle(268, 144, 9, ink.honey)
  );
};

const skelligPuffin: Motif = (ink) => {
  const foot = (x: number): string =>
    line(`${x} 300, ${x + 2} 330`, ink.tangerine, 13) + path(`M${x - 26} 338q26 -26 52 0Z`, ink.tangerine);
  const wing =
    path("M150 150C112 190 96 246 92 294C140 284 182 240 186 176Z", ink.soot) +
    curve("114 272, 150 240, 168 196", ink.ocean, 7) +
    curve("110 244, 136 214, 150 180", ink.ocean, 6);
  return (
    path("M20 384C30 334 84 318 140 326C190 314 270 320 318 330C360 338 378 358 384 384Z", ink.stone) +
    line("90 352, 130 364, 150 356", ink.soot, 5) +
    line("256 350, 300 362", ink.soot, 5) +
    foot(176) +
    foot(228) +
    path(
      "M92 294C104 210 120 144 150 110C150 60 184 30 226 34C270 38 292 72 288 112C290 150 284 176 282 206C280 268 240 310 190 308C156 312 124 306 92 294Z",
      ink.soot,
    ) +
    path("M170 172C206 158 268 150 284 158C292 210 276 300 206 304C168 302 146 230 170 172Z", ink.paper) +
    puffinsFace(ink) +
    wing +
    seaCampion(ink, 60, 300) +
    seaCampion(ink, 334, 292) +
    seaCampion(ink, 36, 328) +
    seaCampion(ink, 360, 326)
  );
};

const salmon: Motif = (ink) => {
  const body = path(
    "M46 196C90 96 210 66 310 130C336 146 352 166 362 190C330 204 308 208 286 204C210 170 150 190 110 250C86 262 56 240 46 196Z",
    ink.blush,
  );
  const hazelnut = (x: number, y: number): string =>
    path(`M${x} ${y - 18}c22 10 18 34 0 36c-18 -2 -22 -26 0 -36Z`, ink.sand) +
    path(`M${x - 16} ${y + 2}q16 10 32 0c-4 16 -28 16 -32 0Z`, ink.tangerine);
  const fins =
    polygon("168 96, 200 50, 250 60, 244 104", ink.tangerine) +
    polygon("204 176, 214 222, 246 222, 248 184", ink.tangerine);
  const scales = repeat(4, (row) =>
    repeat(7, (column) =>
      stroke(
        `M${106 + column * 24 + row * 10} ${120 + row * 22 + Math.abs(column - 4) * 7}q-12 12 0 22`,
        ink.cherry,
        4,
      ),
    ),
  );
  return (
    path("M58 222L114 240L142 312Q104 288 44 300Z", ink.tangerine) +
    fins +
    body +
    clipped(body, path("M20 190C80 70 220 50 330 120L370 176C300 130 180 104 20 240Z", ink.tangerine) + scales) +
    stroke("M292 124C276 144 274 180 288 202", ink.cherry, 7) +
    circle(322, 160, 11, ink.paper) +
    circle(324, 160, 5, ink.soot) +
    curve("362 190, 346 186, 332 188", ink.cherry, 5) +
    hazelnut(350, 66) +
    hazelnut(382, 122) +
    hazelnut(306, 52) +
    path("M20 360C60 300 96 312 104 290C112 320 140 312 168 330C220 300 300 310 380 360Z", ink.ice) +
    wave(24, 348, 350, 22, 6, ink.teal, 9) +
    wave(80, 374, 240, 20, 4, ink.teal, 9) +
    spots("60 300, 148 284, 174 302, 40 326, 136 312", (x, y, _, index) => circle(x, y, 9 - index, ink.ice))
  );
};

/** Drawings of the Irish shore and its animals. */
export const shore: Record<string, Motif> = {
  "skellig-puffin": skelligPuffin,
  "giants-causeway": causeway,
  "salmon-of-knowledge": salmon,
  "currach-on-the-swell": currach,
};
