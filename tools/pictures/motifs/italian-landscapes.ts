import type { Motif, Palette } from "../palette.ts";
import {
  blob,
  circle,
  clipped,
  cloud,
  crescent,
  curve,
  gull,
  leaf,
  line,
  moved,
  path,
  polygon,
  rect,
  repeat,
  sea,
  spots,
  star,
  stroke,
  turned,
} from "../shapes.ts";

const leaningTower: Motif = (ink) => {
  const tier = (y: number, half: number, height: number, arches: number): string =>
    rect(200 - half, y, half * 2, height, ink.paper) +
    rect(200 - half - 8, y - 7, half * 2 + 16, 9, ink.sand, 3) +
    repeat(arches, (index) => {
      const [step, width] = [(half * 2 - 8) / arches, ((half * 2 - 8) / arches) * 0.56];
      const left = 204 - half + index * step + (step - width) / 2;
      return path(
        `M${left} ${y + height}V${y + 8 + width / 2}A${width / 2} ${width / 2} 0 0 1 ${left + width} ${y + 8 + width / 2}V${y + height}Z`,
        ink.soot,
      );
    });
  return (
    path("M10 372C70 330 330 330 390 372Z", ink.leaf) +
    turned(
      7,
      200,
      350,
      tier(26, 42, 36, 4) +
        rect(196, -6, 5, 30, ink.sand) +
        polygon("201 -6, 232 2, 201 11", ink.cherry) +
        repeat(6, (index) => tier(70 + index * 41, 62, 36, 6)) +
        tier(316, 66, 44, 5),
    ) +
    moved(
      330,
      306,
      path("M-6 48C-32 44 -30 12 -4 8C-2 -6 18 -8 20 6L30 10L20 14C22 36 14 48 -6 48Z", ink.ice) +
        path("M-20 26L-48 44L-12 44Z", ink.ice) +
        circle(12, 4, 3, ink.soot) +
        line("-4 48, -4 58", ink.tangerine, 4) +
        line("6 46, 6 58", ink.tangerine, 4),
    ) +
    moved(64, 330, leaf(0, 26, 96, 26, 0, ink.teal) + leaf(24, 30, 70, 22, 0, ink.teal))
  );
};

const vesuvius: Motif = (ink) => {
  const mountain = path("M20 306C90 290 128 206 162 154H238C270 210 316 290 380 306Z", ink.grape);
  return (
    crescent(84, 84, 38, ink.butter, 60) +
    spots("40 160 8, 330 190 9, 356 116 7, 130 40 7", (x, y, size) => star(x, y, 4, size, size * 0.35, ink.butter)) +
    blob(
      "184 150, 160 108, 186 82, 176 44, 222 18, 268 34, 310 24, 342 62, 310 96, 264 92, 246 124, 218 152",
      ink.stone,
    ) +
    curve("206 118, 220 92, 206 70, 230 50", ink.soot, 6) +
    curve("262 66, 288 72, 300 56", ink.soot, 6) +
    mountain +
    clipped(
      mountain,
      path(
        "M160 150H240L228 192C224 222 250 226 246 262C242 282 224 268 218 244C212 216 202 214 202 240C202 282 176 310 168 270C164 240 184 214 172 186Z",
        ink.tangerine,
      ) + path("M178 150H222L214 186C206 196 194 200 190 182Z", ink.honey),
    ) +
    spots("150 120, 250 128, 132 152, 272 160", (x, y) => circle(x, y, 7, ink.tangerine)) +
    sea(20, 310, 360, 52, 12, 8, ink.teal) +
    repeat(6, (index) => rect(176 - index * 6, 322 + index * 7, 48 + index * 12, 3, ink.honey, 1)) +
    moved(
      290,
      300,
      path("M-34 10H34L22 28H-22Z", ink.paper) +
        polygon("0 -44, 0 6, 32 6", ink.paper) +
        polygon("-5 -34, -5 6, -24 6", ink.cherry),
    )
  );
};

const cypressRoad: Motif = (ink) => {
  const cypress = (x: number, y: number, height: number): string =>
    rect(x - 2, y - 6, 4, 12, ink.cocoa) + leaf(x, y, height, height * 0.34, 0, ink.pine);
  return clipped(
    circle(200, 200, 186, ink.butter),
    rect(0, 0, 400, 400, ink.butter) +
      circle(128, 108, 46, ink.tangerine) +
      path("M0 210C80 150 150 170 220 196C290 150 350 160 400 190V400H0Z", ink.teal) +
      path("M0 256C110 196 200 216 280 236C330 220 370 220 400 232V400H0Z", ink.honey) +
      path("M0 330C90 262 230 262 400 300V400H0Z", ink.leaf) +
      repeat(6, (index) =>
        stroke(
          `M${-20 + index * 20} ${300 + index * 22}C80 ${262 + index * 22} 120 ${264 + index * 22} 160 ${274 + index * 24}`,
          ink.pine,
          4,
        ),
      ) +
      path(
        "M168 400C190 356 300 336 284 308C270 284 216 276 226 252C234 236 262 226 268 214L274 214C270 232 250 242 246 254C240 276 312 284 330 310C348 340 280 360 282 400Z",
        ink.paper,
      ) +
      cypress(196, 292, 76) +
      cypress(318, 274, 70) +
      cypress(206, 246, 56) +
      cypress(282, 228, 50) +
      cypress(150, 336, 112) +
      cypress(356, 340, 112) +
      cypress(246, 214, 40) +
      rect(286, 172, 50, 32, ink.paper) +
      polygon("278 174, 311 154, 344 174", ink.tangerine) +
      rect(300, 186, 10, 18, ink.cocoa),
  );
};

const colosseum: Motif = (ink) => {
  const arch = (x: number, y: number, width: number, height: number): string =>
    path(
      `M${x - width / 2} ${y}V${y - height + width / 2}A${width / 2} ${width / 2} 0 0 1 ${x + width / 2} ${y - height + width / 2}V${y}Z`,
      ink.cocoa,
    );
  const tier = (y: number, height: number): string =>
    repeat(11, (index) => {
      const around = ((index - 5) * 15 * Math.PI) / 180;
      return arch(200 + 186 * Math.sin(around), y + 20 * Math.cos(around), 29 * Math.cos(around) + 3, height);
    });
  const cornice = (y: number): string => stroke(`M8 ${y}Q200 ${y + 42} 392 ${y}`, ink.paper, 7, "butt");
  const wall = path(
    "M12 346V70Q110 94 206 96L216 126L236 124L242 156L262 154L270 186L388 176V346Q200 390 12 346Z",
    ink.sand,
  );
  return (
    wall +
    clipped(
      wall,
      cornice(262) +
        cornice(170) +
        cornice(82) +
        tier(340, 62) +
        tier(250, 62) +
        tier(154, 56) +
        repeat(9, (index) => rect(28 + index * 24, 82 + index * 1.5, 8, 10, ink.cocoa)),
    ) +
    path("M2 346Q200 400 398 346V362Q200 414 2 362Z", ink.paper) +
    spots("296 96, 338 130, 266 60", (x, y) => gull(x, y, ink.soot))
  );
};

/** One house of dry stone: a whitewashed drum under a cone with a painted sign. */
const trullo = (ink: Palette, x: number, foot: number, width: number, sign: string): string => {
  const [half, wall] = [width / 2, width * 0.5];
  return (
    rect(x - half, foot - wall, width, wall, ink.paper, 3) +
    path(
      `M${x - half - 10} ${foot - wall + 6}C${x - half * 0.6} ${foot - wall * 1.5} ${x - 12} ${foot - wall * 2.3} ${x} ${foot - wall * 2.5}C${x + 12} ${foot - wall * 2.3} ${x + half * 0.6} ${foot - wall * 1.5} ${x + half + 10} ${foot - wall + 6}Z`,
      ink.stone,
    ) +
    repeat(4, (index) =>
      stroke(
        `M${x - half * (0.84 - index * 0.19)} ${foot - wall * (1.16 + index * 0.27)}Q${x} ${foot - wall * (1.05 + index * 0.27)} ${x + half * (0.84 - index * 0.19)} ${foot - wall * (1.16 + index * 0.27)}`,
        ink.soot,
        3,
      ),
    ) +
    circle(x, foot - wall * 2.56, width * 0.075, ink.paper) +
    moved(x, foot - wall * 1.5, sign) +
    path(
      `M${x - width * 0.13} ${foot}V${foot - wall * 0.5}A${width * 0.13} ${width * 0.13} 0 0 1 ${x + width * 0.13} ${foot - wall * 0.5}V${foot}Z`,
      ink.cherry,
    )
  );
};

const trulli: Motif = (ink) =>
  circle(306, 92, 50, ink.honey) +
  cloud(90, 92, 100, ink.ice) +
  path("M6 330C60 304 340 304 394 330V356H6Z", ink.leaf) +
  trullo(ink, 318, 330, 112, line("0 -14, 0 14", ink.paper, 6) + line("-14 0, 14 0", ink.paper, 6)) +
  trullo(ink, 82, 334, 122, circle(0, 0, 13, ink.paper) + circle(0, 0, 6, ink.stone)) +
  trullo(ink, 200, 346, 152, star(0, 2, 5, 22, 10, ink.paper)) +
  rect(6, 346, 388, 14, ink.paper, 6) +
  repeat(8, (index) =>
    circle(
      140 + (index % 4) * 11 + (index > 3 ? 88 : 0),
      344 - (index % 2) * 6,
      7,
      index % 2 === 0 ? ink.cherry : ink.leaf,
    ),
  );

/** Drawings of hills, water and buildings. */
export const landscapes: Record<string, Motif> = {
  "leaning-tower-and-pigeon": leaningTower,
  "vesuvius-by-moonlight": vesuvius,
  "cypress-road": cypressRoad,
  "colosseum-swifts": colosseum,
  "trulli-of-puglia": trulli,
};
