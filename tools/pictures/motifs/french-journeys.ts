import type { Motif, Palette } from "../palette.ts";
import {
  around,
  circle,
  clipped,
  cloud,
  curve,
  ellipse,
  leaf,
  line,
  mirrored,
  path,
  polygon,
  rays,
  rect,
  repeat,
  ring,
  scaled,
  spots,
  star,
  stroke,
  turned,
  wave,
} from "../shapes.ts";

const riverBarge: Motif = (ink) => {
  const flowerPot = (x: number): string =>
    circle(x - 9, 186, 9, ink.leaf) +
    circle(x + 9, 186, 9, ink.leaf) +
    circle(x, 178, 11, ink.cherry) +
    rect(x - 11, 190, 22, 16, ink.cocoa, 2);
  return (
    circle(250, 130, 92, ink.butter) +
    line("96 214, 96 66", ink.soot, 6) +
    polygon("99 66, 160 84, 99 102", ink.cherry) +
    rect(170, 142, 148, 70, ink.paper, 4) +
    rect(158, 128, 172, 18, ink.cherry, 6) +
    rect(270, 84, 16, 46, ink.soot, 3) +
    repeat(3, (index) => circle(198 + index * 46, 178, 14, ink.soot) + circle(198 + index * 46, 178, 8, ink.butter)) +
    flowerPot(130) +
    flowerPot(346) +
    path("M22 206H384C382 262 364 296 330 296H92C56 296 30 262 22 206Z", ink.soot) +
    path("M27 226H381L377 244H33Z", ink.cherry) +
    ring(86, 236, 19, ink.paper, 9) +
    wave(10, 306, 380, 22, 6, ink.ocean, 11) +
    wave(50, 332, 300, 20, 5, ink.ocean, 9) +
    wave(110, 356, 180, 18, 3, ink.ocean, 8)
  );
};

const spokedWheel = (ink: Palette, x: number): string => {
  const spoke = (_x: number, _y: number, degrees: number): string =>
    turned(degrees, x, 278, rect(x - 1.2, 210, 2.4, 56, ink.soot));
  return ring(x, 278, 74, ink.soot, 11) + around(12, x, 278, 0, spoke) + circle(x, 278, 11, ink.cherry);
};

const breadBasket = (ink: Palette): string => {
  const loaf = (x: number, degrees: number): string =>
    turned(
      degrees,
      x,
      150,
      rect(x - 14, 36, 28, 130, ink.tangerine, 14) +
        repeat(4, (index) => line(`${x - 6} ${62 + index * 22}, ${x + 7} ${54 + index * 22}`, ink.butter, 6)),
    );
  return (
    loaf(298, -14) +
    loaf(322, 2) +
    loaf(346, 16) +
    path("M262 130H384L368 196H278Z", ink.cocoa) +
    repeat(3, (index) => line(`270 ${146 + index * 16}, 376 ${146 + index * 16}`, ink.sand, 4))
  );
};

const breadBicycle: Motif = (ink) => {
  const frame =
    line("92 278, 142 172, 256 172, 178 282, 92 278", ink.cherry, 12) +
    line("142 172, 178 282", ink.cherry, 12) +
    line("308 278, 258 138", ink.cherry, 12) +
    line("134 154, 146 178", ink.soot, 9);
  const saddleAndBars =
    curve("104 148, 136 144, 166 150", ink.soot, 19) + curve("258 136, 244 116, 216 120", ink.soot, 10);
  const pedals =
    circle(178, 282, 19, ink.soot) +
    circle(178, 282, 9, ink.honey) +
    line("178 282, 200 318", ink.soot, 8) +
    line("188 320, 214 316", ink.soot, 9);
  return (
    spokedWheel(ink, 92) +
    spokedWheel(ink, 308) +
    breadBasket(ink) +
    frame +
    saddleAndBars +
    pedals +
    rect(8, 360, 384, 9, ink.soot, 4)
  );
};

/** A sprig: a stem with pairs of buds, smaller towards the tip. */
const lavenderSprig = (ink: Palette, x: number, y: number, height: number, degrees: number): string =>
  turned(
    degrees,
    x,
    y,
    line(`${x} ${y}, ${x} ${y - height}`, ink.pine, 5) +
      repeat(6, (index) => {
        const [level, size] = [y - height * 0.45 - index * height * 0.1, 12 - index];
        return (
          ellipse(x - size * 0.8, level, size * 0.62, size, ink.grape, -28) +
          ellipse(x + size * 0.8, level, size * 0.62, size, ink.grape, 28)
        );
      }) +
      ellipse(x, y - height * 1.08, 6, 11, ink.grape) +
      leaf(x, y - 6, height * 0.2, 13, -30, ink.pine) +
      leaf(x, y - 6, height * 0.2, 13, 30, ink.pine),
  );

const lavenderRows: Motif = (ink) => {
  const field = repeat(9, (index) => {
    const left = -170 + index * 82;
    return path(
      `M200 196Q${(left + 240) / 2} 240 ${left} 400H${left + 52}Q${(left + 290) / 2} 240 200 196Z`,
      ink.grape,
    );
  });
  const badge = clipped(
    circle(200, 190, 176, ink.butter),
    rect(0, 0, 400, 400, ink.butter) +
      circle(264, 128, 46, ink.tangerine) +
      path("M0 200C60 140 120 150 180 184C250 150 320 140 400 196V400H0Z", ink.teal) +
      rect(0, 192, 400, 210, ink.leaf) +
      field +
      rect(96, 158, 62, 40, ink.paper) +
      polygon("88 162, 127 136, 166 162", ink.tangerine) +
      rect(120, 176, 14, 22, ink.teal) +
      leaf(78, 200, 74, 22, 0, ink.pine) +
      leaf(60, 200, 54, 18, 0, ink.pine),
  );
  return (
    scaled(0.84, 200, 0, badge) +
    mirrored(lavenderSprig(ink, 200, 362, 206, -62) + lavenderSprig(ink, 200, 372, 176, -86)) +
    rect(182, 352, 36, 32, ink.tangerine, 7)
  );
};

const firstBalloon: Motif = (ink) => {
  const envelope = path(
    "M200 14C286 14 334 74 334 138C334 206 262 246 240 286H160C138 246 66 206 66 138C66 74 114 14 200 14Z",
    ink.ice,
  );
  const swags =
    repeat(6, (index) => path(`M${50 + index * 50} 128Q${75 + index * 50} 182 ${100 + index * 50} 128Z`, ink.cherry)) +
    repeat(7, (index) => star(50 + index * 50, 132, 8, 15, 7, ink.honey));
  const gores = mirrored(
    stroke("M200 14C130 60 120 200 180 286", ink.honey, 6) + stroke("M200 14C80 60 40 190 160 286", ink.honey, 5),
  );
  const bands =
    rect(40, 106, 320, 24, ink.honey) +
    rays(200, 14, 24, 26, 66, 10, ink.cherry, 7.5) +
    rect(100, 262, 200, 26, ink.honey);
  return (
    cloud(56, 300, 96, ink.paper) +
    cloud(344, 250, 96, ink.paper) +
    scaled(0.84, 200, 6, envelope + clipped(envelope, gores + bands + swags)) +
    mirrored(line("168 236, 116 316", ink.honey, 5) + line("190 236, 178 300", ink.honey, 4)) +
    firstPassengers(ink) +
    path("M104 310H296L280 386Q200 396 120 386Z", ink.cocoa) +
    rect(96, 302, 208, 16, ink.honey, 8) +
    repeat(3, (index) =>
      line(`${112 + index * 4} ${332 + index * 18}, ${288 - index * 4} ${332 + index * 18}`, ink.honey, 5),
    )
  );
};

/** The sheep, the duck and the rooster of 1783, from the shoulders up. */
const firstPassengers = (ink: Palette): string => {
  const sheep =
    spots("132 280, 150 270, 168 280, 140 298, 162 298", (x, y) => circle(x, y, 15, ink.paper)) +
    ellipse(150, 290, 13, 18, ink.soot) +
    circle(145, 286, 3, ink.paper) +
    circle(156, 286, 3, ink.paper);
  const duck =
    path("M190 312C190 288 194 284 190 274C188 254 216 254 216 274C214 286 220 290 220 312Z", ink.honey) +
    path("M213 268L236 274L214 282Z", ink.tangerine) +
    circle(207, 269, 3, ink.soot);
  const rooster =
    circle(250, 258, 7, ink.cherry) +
    circle(260, 255, 8, ink.cherry) +
    path("M240 312C242 280 240 262 256 262C274 262 270 284 276 312Z", ink.paper) +
    path("M268 270L286 277L268 283Z", ink.tangerine) +
    circle(262, 272, 3, ink.soot) +
    ellipse(270, 290, 5, 8, ink.cherry);
  return sheep + duck + rooster;
};

/** Drawings of French journeys by water, bicycle, air and on foot. */
export const journeys: Record<string, Motif> = {
  "river-barge": riverBarge,
  "baguette-bicycle": breadBicycle,
  "balloon-for-a-sheep": firstBalloon,
  "lavender-rows": lavenderRows,
};
