import type { Motif } from "../palette.ts";
import { circle, clipped, curve, ellipse, line, moved, path, rect, repeat, stroke, wave } from "../shapes.ts";

const gondola: Motif = (ink) => {
  const sun = circle(200, 168, 136, ink.tangerine);
  return (
    sun +
    clipped(
      sun,
      repeat(5, (index) => rect(40, 206 + index * 20, 320, 4 + index * 3, ink.honey)),
    ) +
    path(
      "M8 232C60 262 96 276 200 276C300 276 344 258 366 206L362 176L382 170L386 186L376 190L384 212C368 290 320 322 210 322C104 322 44 290 8 232Z",
      ink.soot,
    ) +
    path(
      "M36 256C90 282 140 290 206 290C290 290 332 276 356 244C340 286 290 304 206 304C130 304 74 290 36 256Z",
      ink.honey,
    ) +
    repeat(4, (index) => line(`366 ${196 + index * 9}, 386 ${192 + index * 9}`, ink.soot, 4)) +
    path("M196 276C196 246 216 238 244 238H266C282 238 288 256 288 270Z", ink.cherry) +
    rect(96, 214, 15, 66, ink.soot, 5) +
    rect(114, 214, 15, 66, ink.soot, 5) +
    path("M90 146C104 136 124 136 134 148L136 220H90Z", ink.paper) +
    repeat(4, (index) => rect(90, 154 + index * 17, 46, 8, ink.cherry)) +
    circle(113, 122, 18, ink.sand) +
    ellipse(113, 110, 33, 6, ink.butter) +
    rect(95, 94, 36, 16, ink.butter, 5) +
    rect(95, 104, 36, 6, ink.cherry) +
    line("176 128, 44 372", ink.cocoa, 8) +
    line("128 160, 158 166", ink.sand, 11) +
    line("96 164, 104 206, 130 212", ink.sand, 11) +
    wave(14, 340, 380, 20, 7, ink.ocean, 9) +
    wave(70, 364, 270, 18, 5, ink.ocean, 8)
  );
};

const scooter: Motif = (ink) => {
  const wheel = (x: number): string =>
    circle(x, 306, 50, ink.soot) + circle(x, 306, 27, ink.paper) + circle(x, 306, 10, ink.soot);
  return (
    wheel(100) +
    wheel(308) +
    path(
      "M256 96L296 108L336 262C346 262 358 276 360 296H256C256 282 264 270 276 264L258 176C250 210 246 262 226 286H170V252H196C216 236 232 164 232 132Z",
      ink.teal,
    ) +
    path(
      "M28 262C40 200 80 178 134 178H186C204 208 210 260 196 292H152C148 254 122 244 100 246C70 248 52 270 50 296C32 296 24 282 28 262Z",
      ink.teal,
    ) +
    path("M60 222C80 198 110 196 150 198L154 220C120 214 92 216 60 222Z", ink.honey) +
    circle(172, 240, 12, ink.honey) +
    path("M82 178C80 156 96 150 120 152L202 158C222 160 222 180 204 182H92Z", ink.cocoa) +
    line("100 166, 190 170", ink.tangerine, 4) +
    rect(20, 196, 52, 9, ink.soot, 4) +
    moved(
      6,
      118,
      rect(16, 32, 66, 46, ink.tangerine, 6) + rect(16, 50, 66, 6, ink.cocoa) + stroke("M36 32V20H62V32", ink.cocoa, 6),
    ) +
    circle(276, 98, 26, ink.teal) +
    circle(292, 96, 18, ink.honey) +
    circle(294, 94, 8, ink.paper) +
    curve("262 82, 240 62, 216 64", ink.soot, 11) +
    curve("268 76, 276 48, 262 34", ink.soot, 5) +
    ellipse(256, 30, 15, 12, ink.ice, -20) +
    line("330 270, 312 300", ink.soot, 8) +
    path("M262 276C278 250 340 246 362 276Z", ink.teal) +
    rect(20, 358, 360, 9, ink.soot, 4)
  );
};

/** Drawings of two ways through town. */
export const travels: Record<string, Motif> = {
  "gondola-at-dusk": gondola,
  "roman-scooter": scooter,
};
