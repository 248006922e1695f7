import {
  around,
  circle,
  curvePath,
  ellipse,
  leaf,
  line,
  petal,
  polar,
  polygon,
  repeat,
  scatter,
  stroke,
  tenth,
} from "../shapes.ts";
import type { Point } from "../shapes.ts";

/** Rows of numbers, written as SVG writes points: "12,40 18,36" is two rows of two. */
const rows = (table: string): number[][] => table.split(" ").map((row) => row.split(",").map(Number));

/** The points of a line or an outline, written like "12,40 18,36". */
export const through = (points: string): Point[] => rows(points).map(([x = 0, y = 0]): Point => [x, y]);

/** Draws once for every row of a table like "12,40,0.5 18,36,1". */
export const each = (table: string, draw: (...row: number[]) => string): string =>
  rows(table)
    .map((row) => draw(...row))
    .join("");

/** A path drawn with the pen in dashes: lengths of ink and of gap. */
export const dashed = (data: string, colour: string, width: number, lengths: string, ends = "round"): string =>
  `<path d="${data}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="${ends}" stroke-dasharray="${lengths}"/>`;

/** A coordinate of the Catmull–Rom curve from b to c, whose neighbours are a and d. */
const mix = (a: number, b: number, c: number, d: number, t: number): number =>
  0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t ** 3);

/** Returns twelve positions per piece of the smooth curve through the points. */
const along = (points: readonly Point[]): Point[] => {
  const last = points.length - 1;
  const near = (index: number): Point => points[Math.min(Math.max(index, 0), last)] ?? [0, 0];
  return Array.from({ length: last * 12 + 1 }, (_, place): Point => {
    const index = Math.min(Math.floor(place / 12), last - 1);
    const [a, b, c, d] = [near(index - 1), near(index), near(index + 1), near(index + 2)];
    const t = place / 12 - index;
    return [mix(a[0], b[0], c[0], d[0], t), mix(a[1], b[1], c[1], d[1], t)];
  });
};

/** A smooth limb whose width changes evenly from its first point to its last, with round ends. */
export const tapered = (points: readonly Point[], startWidth: number, endWidth: number, fill: string): string => {
  const places = along(points);
  const last = places.length - 1;
  const side = (sign: number): Point[] =>
    places.map(([x, y], index): Point => {
      const [before, after] = [places[Math.max(index - 1, 0)] ?? [x, y], places[Math.min(index + 1, last)] ?? [x, y]];
      const [right, down] = [after[0] - before[0], after[1] - before[1]];
      const half =
        (sign * (startWidth + ((endWidth - startWidth) * index) / last)) / 2 / (Math.hypot(right, down) || 1);
      return [x - down * half, y + right * half];
    });
  const [first, end] = [places[0] ?? [0, 0], places[last] ?? [0, 0]];
  return (
    polygon([...side(1), ...side(-1).toReversed()], fill) +
    circle(first[0], first[1], startWidth / 2, fill) +
    circle(end[0], end[1], endWidth / 2, fill)
  );
};

/** The points of a spiral from its outer end inwards; negative turns run anticlockwise. */
export const spiral = (x: number, y: number, outer: number, inner: number, turns: number, start = 0): Point[] => {
  const count = Math.ceil(Math.abs(turns) * 10);
  return Array.from({ length: count + 1 }, (_, index) =>
    polar(x, y, outer + ((inner - outer) * index) / count, start + (index * turns * 360) / count),
  );
};

/** A smooth line along a spiral, drawn with the pen. */
export const coil = (
  x: number,
  y: number,
  outer: number,
  inner: number,
  turns: number,
  start: number,
  colour: string,
  width: number,
): string => stroke(curvePath(spiral(x, y, outer, inner, turns, start)), colour, width);

/** Dots set by the golden angle, as in a seed head. */
export const seeds = (
  x: number,
  y: number,
  count: number,
  radius: number,
  size: number,
  fills: readonly string[],
): string =>
  repeat(count, (index) => {
    const [seedX, seedY] = polar(x, y, radius * Math.sqrt((index + 0.5) / count), index * 137.508);
    return circle(seedX, seedY, size * (0.6 + (0.4 * index) / count), fills[index % fills.length] ?? "none");
  });

/** Falling snow: dots strewn over the box. */
export const snowfall = (count: number, seed: number, fill: string, from = 0, to = 400): string => {
  const chances = scatter(count * 3, seed);
  return repeat(count, (index) =>
    circle(
      12 + 376 * ((index + 0.7 * (chances[index * 3] ?? 0)) / count),
      from + (to - from) * (chances[index * 3 + 1] ?? 0),
      3 + 4 * (chances[index * 3 + 2] ?? 0),
      fill,
    ),
  );
};

/** A round eye looking ahead, with a glint. */
export const eye = (x: number, y: number, radius: number, iris: string, pupil: string, glint: string): string =>
  circle(x, y, radius, iris) +
  circle(x, y, radius * 0.68, pupil) +
  circle(x + radius * 0.26, y - radius * 0.28, radius * 0.2, glint);

/** A bee seen from the side, heading left; about 100 wide at size 1. */
export const bee = (
  x: number,
  y: number,
  size: number,
  fur: string,
  band: string,
  wing: string,
  head: string,
): string => {
  const at = (right: number, down: number): Point => [x + right * size, y + down * size];
  const stripe = (right: number, reach: number): string =>
    line([at(right, -reach), at(right + 3, reach)], band, 9 * size);
  return (
    petal(...at(6, -8), 58 * size, 40 * size, 18, wing) +
    petal(...at(14, -6), 50 * size, 32 * size, 58, wing) +
    ellipse(...at(10, 10), 38 * size, 26 * size, fur, 6) +
    stripe(4, 22) +
    stripe(24, 20) +
    circle(...at(-32, 4), 17 * size, head) +
    line([at(-40, -8), at(-50, -22)], head, 4 * size) +
    line([at(-32, -10), at(-36, -26)], head, 4 * size) +
    circle(...at(-38, 1), 4 * size, wing)
  );
};

/** A fir tree with this many tiers, by the middle of its foot. */
export const fir = (x: number, y: number, width: number, height: number, tiers: number, fill: string): string =>
  repeat(tiers, (index) => {
    const half = (width / 2) * (1 - (index * 0.72) / tiers);
    const foot = y - (height * index) / (tiers + 0.6);
    const tip = y - Math.min(height, (height * (index + 1.7)) / (tiers + 0.6));
    return (
      `<path d="M${tenth(x)} ${tenth(tip)}Q${tenth(x + half * 0.35)} ${tenth(foot - (foot - tip) * 0.3)} ${tenth(x + half)} ${tenth(foot)}` +
      `Q${tenth(x)} ${tenth(foot + half * 0.16)} ${tenth(x - half)} ${tenth(foot)}Q${tenth(x - half * 0.35)} ${tenth(foot - (foot - tip) * 0.3)} ${tenth(x)} ${tenth(tip)}Z" fill="${fill}"/>`
    );
  });

/** A holly leaf growing from its foot: a midrib, and points along both edges. */
export const hollyLeaf = (
  x: number,
  y: number,
  length: number,
  degrees: number,
  fill: string,
  vein: string,
): string => {
  const half = length * 0.3;
  const edge = (sign: number): Point[] =>
    [0.12, 0.27, 0.42, 0.57, 0.72, 0.86].map((share, index): Point => {
      const [footX, footY] = polar(x, y, length * share, degrees);
      const reach = (index % 2 === 0 ? 0.42 : 1) * half * (1 - 0.35 * Math.abs(share - 0.45));
      return polar(footX, footY, reach, degrees + 90 * sign);
    });
  return (
    polygon([[x, y], ...edge(1), polar(x, y, length, degrees), ...edge(-1).toReversed()], fill) +
    line([polar(x, y, length * 0.08, degrees), polar(x, y, length * 0.8, degrees)], vein, Math.max(length / 26, 2))
  );
};

/** Three berries together, each with a glint. */
export const berries = (x: number, y: number, radius: number, fill: string, glint: string): string =>
  around(
    3,
    x,
    y,
    radius * 1.05,
    (berryX, berryY) =>
      circle(berryX, berryY, radius, fill) + circle(berryX - radius * 0.3, berryY - radius * 0.3, radius * 0.25, glint),
    180,
  );

/** A bow tied in the middle, with two tails. */
export const bow = (x: number, y: number, size: number, fill: string, knot: string): string => {
  const at = (right: number, down: number): string => `${tenth(x + right * size)} ${tenth(y + down * size)}`;
  const loop = (sign: number): string =>
    `<path d="M${at(0, 0)}C${at(18 * sign, -34)} ${at(58 * sign, -34)} ${at(56 * sign, 0)}C${at(58 * sign, 26)} ${at(20 * sign, 22)} ${at(0, 0)}Z" fill="${fill}"/>` +
    `<path d="M${at(0, 0)}L${at(34 * sign, 66)}L${at(24 * sign, 60)}L${at(14 * sign, 70)}Z" fill="${fill}"/>`;
  return loop(1) + loop(-1) + ellipse(x, y, 11 * size, 13 * size, knot);
};

/** A tuft of grass blades from a foot. */
export const grass = (x: number, y: number, height: number, fill: string): string =>
  [-34, -14, 8, 28]
    .map((degrees, index) =>
      leaf(x + index * 5 - 8, y, height * (index % 2 === 0 ? 0.8 : 1), height * 0.16, degrees, fill),
    )
    .join("");
