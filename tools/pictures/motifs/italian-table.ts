import type { Motif, Palette } from "../palette.ts";
import {
  blob,
  circle,
  clipped,
  curve,
  drop,
  ellipse,
  line,
  mirrored,
  moved,
  path,
  polygon,
  rect,
  repeat,
  scaled,
  spots,
  stroke,
  turned,
  veinedLeaf,
} from "../shapes.ts";

const mokaPot: Motif = (ink) =>
  curve("186 60, 174 44, 196 30, 184 8", ink.paper, 9) +
  curve("222 60, 210 42, 234 26, 220 2", ink.paper, 9) +
  path("M262 126L330 118C344 118 350 128 348 142L336 226L312 222L320 150L258 154Z", ink.soot) +
  polygon("150 94, 250 94, 272 208, 128 208", ink.stone) +
  polygon("150 94, 176 94, 164 208, 128 208", ink.paper) +
  polygon("226 94, 250 94, 272 208, 238 208", ink.soot) +
  polygon("150 98, 104 110, 142 146", ink.paper) +
  path("M142 96C150 72 250 72 258 96Z", ink.stone) +
  circle(200, 70, 13, ink.soot) +
  rect(122, 206, 156, 22, ink.paper, 7) +
  polygon("138 228, 262 228, 290 342, 110 342", ink.stone) +
  polygon("138 228, 168 228, 156 342, 110 342", ink.paper) +
  polygon("232 228, 262 228, 290 342, 244 342", ink.soot) +
  circle(200, 268, 9, ink.soot) +
  repeat(7, (index) => drop(128 + index * 24, 376, 10, index % 2 === 0 ? 32 : 24, ink.cherry)) +
  rect(96, 386, 208, 9, ink.soot, 4);

const pizzaSlice: Motif = (ink) => {
  const slice = path("M48 104Q200 40 352 104L206 386Q200 394 194 386Z", ink.butter);
  const basil = (x: number, y: number, degrees: number): string =>
    veinedLeaf(x, y, 66, 46, degrees, ink.leaf, ink.pine);
  return (
    slice +
    clipped(
      slice,
      blob("20 100, 200 40, 380 100, 330 150, 250 330, 214 300, 196 370, 172 290, 140 300, 80 170", ink.cherry) +
        spots("120 148 34, 262 142 38, 196 216 34, 202 312 20, 196 116 20, 158 262 15, 246 244 17", (x, y, radius) =>
          blob(
            `${x - radius} ${y}, ${x - radius * 0.5} ${y - radius * 0.8}, ${x + radius * 0.4} ${y - radius * 0.9}, ${x + radius} ${y - radius * 0.1}, ${x + radius * 0.6} ${y + radius * 0.8}, ${x - radius * 0.4} ${y + radius * 0.9}`,
            ink.paper,
          ),
        ),
    ) +
    path(
      "M28 112C20 60 120 14 200 14C280 14 380 60 372 112C366 132 346 130 336 120C260 84 140 84 64 120C54 130 34 132 28 112Z",
      ink.tangerine,
    ) +
    curve("60 84, 110 48, 176 36", ink.honey, 11) +
    circle(250, 46, 9, ink.cocoa) +
    circle(310, 72, 7, ink.cocoa) +
    circle(222, 66, 6, ink.cocoa) +
    basil(176, 180, -64) +
    basil(214, 182, 52) +
    basil(206, 284, 150)
  );
};

const farfalla = (ink: Palette, fill: string): string => {
  const wing =
    "M14 -10C40 -30 66 -52 96 -64L88 -46L102 -40L90 -24L104 -14L92 0L104 14L90 24L102 40L88 46L96 64C66 52 40 30 14 10Z";
  return (
    mirrored(
      path(wing, fill) +
        line("22 -6, 74 -30", ink.tangerine, 4) +
        line("26 0, 80 0", ink.tangerine, 4) +
        line("22 6, 74 30", ink.tangerine, 4) +
        curve("4 -18, 16 -46, 36 -60", fill, 5) +
        circle(37, -61, 6, fill),
      0,
    ) +
    ellipse(0, 0, 17, 26, fill) +
    line("-6 -13, -6 13", ink.tangerine, 4) +
    line("6 -13, 6 13", ink.tangerine, 4)
  );
};

const farfalleFlight: Motif = (ink) =>
  moved(132, 132, turned(-22, 0, 0, farfalla(ink, ink.honey))) +
  moved(294, 98, turned(18, 0, 0, scaled(0.62, 0, 0, farfalla(ink, ink.butter)))) +
  moved(308, 232, turned(28, 0, 0, scaled(0.74, 0, 0, farfalla(ink, ink.honey)))) +
  moved(86, 278, turned(-8, 0, 0, scaled(0.56, 0, 0, farfalla(ink, ink.butter)))) +
  line("200 392, 200 262", ink.pine, 7) +
  mirrored(
    veinedLeaf(200, 350, 84, 54, 62, ink.leaf, ink.pine) + veinedLeaf(200, 300, 66, 42, 44, ink.leaf, ink.pine),
  ) +
  veinedLeaf(200, 268, 56, 36, 0, ink.leaf, ink.pine) +
  spots("220 60, 240 40, 60 196, 44 214, 232 178", (x, y) => circle(x, y, 4.5, ink.butter));

const scoop = (x: number, y: number, fill: string, shine: string): string =>
  circle(x, y, 62, fill) +
  repeat(5, (index) => circle(x - 52 + index * 26, y + 42, 16, fill)) +
  curve(`${x - 40} ${y - 4}, ${x - 32} ${y - 30}, ${x - 12} ${y - 42}`, shine, 9);

const waffleCone = (ink: Palette): string => {
  const cone = path("M122 214H278L206 390Q200 398 194 390Z", ink.sand);
  const weave = repeat(10, (index) =>
    stroke(`M${60 + index * 32} 200l120 200M${340 - index * 32} 200l-120 200`, ink.cocoa, 5),
  );
  return cone + clipped(cone, weave);
};

const gelato: Motif = (ink) => {
  const wafer = turned(
    24,
    300,
    130,
    rect(282, 26, 24, 150, ink.sand, 6) + repeat(5, (index) => stroke(`M284 ${44 + index * 22}l20 -6`, ink.cocoa, 4)),
  );
  const pistachios = spots("120 150, 150 182, 170 150, 128 190", (x, y) => ellipse(x, y, 4, 7, ink.pine, x));
  const chocolate = spots("176 104, 212 84, 224 118, 190 74", (x, y) =>
    turned(x, x, y, rect(x - 8, y - 3, 16, 6, ink.cocoa, 2)),
  );
  const cherry =
    circle(196, 22, 20, ink.cherry) + curve("198 8, 206 -8, 226 -12", ink.leaf, 5) + circle(190, 16, 5, ink.paper);
  return scaled(
    0.95,
    200,
    394,
    wafer +
      waffleCone(ink) +
      scoop(144, 168, ink.leaf, ink.butter) +
      scoop(256, 168, ink.blush, ink.paper) +
      scoop(200, 92, ink.paper, ink.butter) +
      pistachios +
      chocolate +
      rect(114, 208, 172, 20, ink.sand, 9) +
      path("M240 224C240 250 250 250 250 268A9 9 0 0 1 232 268C232 250 226 240 226 224Z", ink.blush) +
      cherry,
  );
};

/** Drawings of a kitchen in the morning. */
export const table: Record<string, Motif> = {
  "moka-at-seven": mokaPot,
  "margherita-slice": pizzaSlice,
  "farfalle-in-flight": farfalleFlight,
  "three-scoops-of-gelato": gelato,
};
