import type { Motif, Palette } from "../palette.ts";
import {
  around,
  circle,
  clipped,
  curve,
  drop,
  ellipse,
  flipped,
  leaf,
  line,
  mirrored,
  path,
  polygon,
  rect,
  regular,
  repeat,
  scaled,
  spots,
  star,
  stroke,
  turned,
} from "../shapes.ts";
import type { Point } from "../shapes.ts";

const feather = (degrees: number, length: number, fill: string, rib: string): string =>
  leaf(200, 190, length, 52, degrees, fill) +
  turned(degrees, 200, 190, line(`200 150, 200 ${206 - length}`, rib, 4) + circle(200, 214 - length, 9, rib));

const carnivalMask: Motif = (ink) => {
  const plumes =
    mirrored(feather(-50, 168, ink.teal, ink.honey) + feather(-26, 184, ink.cherry, ink.honey)) +
    feather(0, 190, ink.teal, ink.honey);
  const edge = "M200 178C150 146 90 142 34 152C26 202 44 274 104 284C152 290 178 250 200 232";
  const face = path(`${edge}Z`, ink.honey);
  const diamond = (index: number): string => path(`M${20 + index * 40} 200l20 -70l20 70l-20 100Z`, ink.tangerine);
  const eye = "M84 216C100 190 144 194 164 222C140 244 100 244 84 216Z";
  const ribbon =
    curve("36 170, 16 220, 30 262, 12 330", ink.cherry, 9) +
    drop(62, 312, 9, 24, ink.teal) +
    drop(104, 318, 9, 24, ink.cherry);
  const handle =
    rect(194, 298, 12, 92, ink.paper, 5) + repeat(3, (index) => rect(192, 322 + index * 24, 16, 8, ink.cherry, 3));
  return (
    plumes +
    mirrored(
      face +
        clipped(face, repeat(5, diamond)) +
        path(eye, ink.soot) +
        stroke(eye, ink.paper, 7) +
        stroke(edge, ink.paper, 8) +
        ribbon,
    ) +
    regular(200, 182, 4, 26, ink.cherry) +
    circle(200, 182, 9, ink.paper) +
    path("M184 252C190 232 210 232 216 252L200 300Z", ink.paper) +
    handle
  );
};

const violin: Motif = (ink) => {
  const half =
    "M200 142C168 136 136 152 134 182C133 200 142 208 130 222L152 230C166 240 166 258 152 268L126 274C132 286 108 298 110 324C113 356 152 376 200 376Z";
  const belly = scaled(0.9, 200, 260, mirrored(path(half, ink.tangerine)));
  const hole =
    stroke("M176 232C166 228 166 244 170 256C174 268 178 284 166 284", ink.soot, 6) +
    circle(177, 235, 5, ink.soot) +
    circle(165, 281, 5, ink.soot);
  return (
    turned(
      24,
      200,
      200,
      mirrored(path(half, ink.cocoa)) +
        belly +
        mirrored(hole) +
        polygon("190 44, 210 44, 216 236, 184 236", ink.soot) +
        polygon("182 310, 218 310, 212 356, 188 356", ink.soot) +
        polygon("174 286, 226 286, 220 274, 180 274", ink.honey) +
        repeat(4, (index) => line(`${194 + index * 4} 36, ${191 + index * 6} 318`, ink.butter, 2)) +
        rect(190, 6, 20, 44, ink.cocoa, 6) +
        circle(200, 6, 18, ink.cocoa) +
        circle(200, 6, 8, ink.honey) +
        mirrored(line("190 20, 172 18", ink.cocoa, 8) + line("190 38, 172 38", ink.cocoa, 8)),
    ) +
    turned(
      -40,
      200,
      210,
      rect(258, 30, 9, 356, ink.cocoa, 4) +
        rect(274, 54, 5, 300, ink.paper) +
        rect(258, 346, 30, 30, ink.soot, 3) +
        polygon("258 30, 282 54, 267 54", ink.cocoa),
    )
  );
};

/** Little stones laid along a curve, shrinking as they go. */
const tesserae = (points: readonly Point[], size: number, fill: string, other: string): string =>
  points
    .slice(1)
    .map(([x, y], index) => {
      const [fromX, fromY] = points[index] ?? [x, y];
      const [degrees, side] = [
        (Math.atan2(y - fromY, x - fromX) * 180) / Math.PI,
        size * (1 - (index / points.length) * 0.62),
      ];
      return turned(degrees, x, y, rect(x - side / 2, y - side / 2, side, side, index % 3 === 2 ? other : fill, 2));
    })
    .join("");

const mosaicOctopus: Motif = (ink) => {
  const arm = (start: number, bend: number): string => {
    let [x, y, heading] = [200, 214, start];
    const points: Point[] = Array.from({ length: 15 }, (_, index) => {
      heading += bend * (0.3 + index * 0.14);
      [x, y] = [x + (19 - index * 0.75) * Math.cos(heading), y + (19 - index * 0.75) * Math.sin(heading)];
      return [x, y] as const;
    });
    return tesserae(points, 21, ink.tangerine, ink.honey);
  };
  const headRows = [
    [62, 2, 0],
    [82, 4, 1],
    [102, 5, 2],
    [122, 5, 3],
    [142, 5, 4],
    [162, 5, 5],
    [182, 4, 6],
    [202, 4, 7],
  ] as const;
  return (
    around(52, 200, 200, 190, (x, y, degrees, index) =>
      turned(degrees, x, y, rect(x - 9, y - 8, 18, 16, index % 4 < 2 ? ink.teal : ink.ice, 2)),
    ) +
    arm(0.55, 0.17) +
    arm(1.0, -0.15) +
    arm(1.35, 0.14) +
    flipped(arm(0.55, 0.17) + arm(1.0, -0.15) + arm(1.35, 0.14)) +
    headRows
      .map(([y, count, row]) =>
        repeat(count, (index) =>
          rect(200 - count * 10.5 + index * 21, y, 19, 18, (index + row) % 4 === 3 ? ink.honey : ink.tangerine, 3),
        ),
      )
      .join("") +
    mirrored(circle(178, 174, 15, ink.paper) + circle(180, 176, 7, ink.soot))
  );
};

const telescope = (ink: Palette): string => {
  const tubes =
    rect(28, 312, 80, 24, ink.honey, 4) + rect(100, 306, 70, 36, ink.honey, 4) + rect(164, 300, 66, 48, ink.honey, 5);
  const rims =
    rect(94, 304, 10, 40, ink.cocoa, 2) +
    rect(160, 298, 9, 52, ink.cocoa, 2) +
    rect(222, 296, 14, 56, ink.cocoa, 3) +
    rect(18, 306, 14, 36, ink.cocoa, 3);
  return (
    [88, 130, 172].map((foot) => line(`130 330, ${foot} 392`, ink.sand, 9)).join("") +
    turned(-32, 130, 326, tubes + rims)
  );
};

const ellipseOrbit = (ink: Palette): string =>
  turned(
    -18,
    212,
    172,
    `<ellipse cx="212" cy="172" rx="206" ry="26" fill="none" stroke="${ink.stone}" stroke-width="4"/>`,
  );

const galileosMoons: Motif = (ink) => {
  const planet = circle(212, 172, 112, ink.sand);
  return (
    ellipseOrbit(ink) +
    planet +
    clipped(
      planet,
      rect(90, 84, 250, 22, ink.tangerine) +
        rect(90, 124, 250, 12, ink.paper) +
        rect(90, 152, 250, 30, ink.tangerine) +
        rect(90, 162, 250, 7, ink.cherry) +
        rect(90, 206, 250, 14, ink.paper) +
        rect(90, 238, 250, 20, ink.cocoa) +
        ellipse(262, 214, 34, 19, ink.cherry) +
        ellipse(262, 214, 20, 9, ink.tangerine),
    ) +
    turned(
      -18,
      212,
      172,
      spots(
        "12 12, 62 17, 350 15, 398 20",
        (x, radius, _, index) =>
          circle(x, 172, radius, index % 2 === 0 ? ink.ice : ink.paper) +
          circle(x - radius * 0.3, 170, radius * 0.25, ink.stone),
      ),
    ) +
    spots("46 60 10, 330 30 9, 360 280 8, 80 110 6, 140 24 7", (x, y, size) =>
      star(x, y, 4, size, size * 0.35, ink.butter),
    ) +
    telescope(ink)
  );
};

/** Drawings of handmade things, and of a view through one. */
export const arts: Record<string, Motif> = {
  "carnival-mask": carnivalMask,
  "cremona-violin": violin,
  "mosaic-octopus": mosaicOctopus,
  "galileos-moons": galileosMoons,
};
