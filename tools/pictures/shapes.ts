import { around, at, circle, curve, line, path, polar, polygon, rect, repeat, stroke, tenth, turned } from "./pen.ts";

export * from "./pen.ts";

/** A star; `degrees` turns its first point away from the top. */
export const star = (
  x: number,
  y: number,
  points: number,
  outer: number,
  inner: number,
  fill: string,
  degrees = 0,
): string =>
  polygon(
    Array.from({ length: points * 2 }, (_, index) =>
      polar(x, y, index % 2 === 0 ? outer : inner, degrees + (index * 180) / points),
    ),
    fill,
  );

/** An equal-sided polygon with a corner at the top. */
export const regular = (x: number, y: number, sides: number, radius: number, fill: string, degrees = 0): string =>
  polygon(
    Array.from({ length: sides }, (_, index) => polar(x, y, radius, degrees + (index * 360) / sides)),
    fill,
  );

/** A pointed leaf growing from its foot in a direction. */
export const leaf = (x: number, y: number, length: number, width: number, degrees: number, fill: string): string =>
  turned(
    degrees,
    x,
    y,
    path(
      `M${at([x, y])}C${at([x - width * 0.7, y - length * 0.3])} ${at([x - width * 0.55, y - length * 0.75])} ${at([x, y - length])}` +
        `C${at([x + width * 0.55, y - length * 0.75])} ${at([x + width * 0.7, y - length * 0.3])} ${at([x, y])}Z`,
      fill,
    ),
  );

/** A leaf with a midrib of another ink. */
export const veinedLeaf = (
  x: number,
  y: number,
  length: number,
  width: number,
  degrees: number,
  fill: string,
  vein: string,
): string =>
  leaf(x, y, length, width, degrees, fill) +
  line([polar(x, y, length * 0.05, degrees), polar(x, y, length * 0.78, degrees)], vein, Math.max(length / 28, 2));

/** A round-tipped petal growing from its foot in a direction. */
export const petal = (x: number, y: number, length: number, width: number, degrees: number, fill: string): string =>
  turned(
    degrees,
    x,
    y,
    path(
      `M${at([x, y])}C${at([x - width * 0.3, y - length * 0.3])} ${at([x - width * 0.75, y - length])} ${at([x, y - length])}` +
        `C${at([x + width * 0.75, y - length])} ${at([x + width * 0.3, y - length * 0.3])} ${at([x, y])}Z`,
      fill,
    ),
  );

/** A wreath of petals about a centre. */
export const petals = (
  x: number,
  y: number,
  count: number,
  length: number,
  width: number,
  fill: string,
  degrees = 0,
): string => around(count, x, y, 0, (footX, footY, turn) => petal(footX, footY, length, width, turn, fill), degrees);

/** Straight rays between two distances, tapering to nothing at the outer end when `tip` is 0. */
export const rays = (
  x: number,
  y: number,
  count: number,
  inner: number,
  outer: number,
  width: number,
  fill: string,
  degrees = 0,
  tip = 0,
): string =>
  around(
    count,
    x,
    y,
    0,
    (centreX, centreY, turn) =>
      turned(
        turn,
        centreX,
        centreY,
        polygon(
          [
            [x - width / 2, y - inner],
            [x - tip / 2, y - outer],
            [x + tip / 2, y - outer],
            [x + width / 2, y - inner],
          ],
          fill,
        ),
      ),
    degrees,
  );

/** A heart whose dimple and tip lie on an upright line through the centre. */
export const heart = (x: number, y: number, size: number, fill: string, degrees = 0): string => {
  const p = (right: number, down: number): string => at([x + right * size, y + down * size]);
  return turned(
    degrees,
    x,
    y,
    path(
      `M${p(0, 0.46)}C${p(-0.2, 0.28)} ${p(-0.5, 0.06)} ${p(-0.5, -0.18)}C${p(-0.5, -0.36)} ${p(-0.36, -0.45)} ${p(-0.25, -0.45)}` +
        `C${p(-0.13, -0.45)} ${p(-0.04, -0.37)} ${p(0, -0.27)}C${p(0.04, -0.37)} ${p(0.13, -0.45)} ${p(0.25, -0.45)}` +
        `C${p(0.36, -0.45)} ${p(0.5, -0.36)} ${p(0.5, -0.18)}C${p(0.5, 0.06)} ${p(0.2, 0.28)} ${p(0, 0.46)}Z`,
      fill,
    ),
  );
};

/** A drop with its point up, by the centre of its round part. */
export const drop = (x: number, y: number, radius: number, height: number, fill: string, degrees = 0): string =>
  turned(
    degrees,
    x,
    y,
    path(
      `M${at([x, y - height])}C${at([x + radius * 0.25, y - height * 0.6])} ${at([x + radius, y - radius * 0.6])} ${at([x + radius, y])}` +
        `A${tenth(radius)} ${tenth(radius)} 0 1 1 ${at([x - radius, y])}` +
        `C${at([x - radius, y - radius * 0.6])} ${at([x - radius * 0.25, y - height * 0.6])} ${at([x, y - height])}Z`,
      fill,
    ),
  );

/** A moon: a disc with a bite whose centre lies `bite` radii off in a direction. */
export const crescent = (x: number, y: number, radius: number, fill: string, degrees = 90, bite = 0.45): string => {
  const half = (Math.acos(bite / 2) * 180) / Math.PI;
  const [from, to] = [polar(x, y, radius, degrees - half), polar(x, y, radius, degrees + half)];
  const r = tenth(radius);
  return path(`M${at(from)}A${r} ${r} 0 1 0 ${at(to)}A${r} ${r} 0 0 1 ${at(from)}Z`, fill);
};

/** An open wavy line from left to right; the first half wave rises when `height` is positive. */
export const wavePath = (x: number, y: number, width: number, height: number, waves: number): string => {
  const step = width / waves / 2;
  return `M${at([x, y])}${repeat(waves * 2, (index) => {
    const lift = index % 2 === 0 ? -height : height;
    return `q${at([step / 2, lift])} ${at([step, 0])}`;
  })}`;
};

/** A wavy line drawn with the pen. */
export const wave = (
  x: number,
  y: number,
  width: number,
  height: number,
  waves: number,
  colour: string,
  pen: number,
): string => stroke(wavePath(x, y, width, height, waves), colour, pen);

/** A field with a wavy upper edge and a straight lower one. */
export const sea = (
  x: number,
  y: number,
  width: number,
  depth: number,
  height: number,
  waves: number,
  fill: string,
): string => path(`${wavePath(x, y, width, height, waves)}v${tenth(depth)}h${tenth(-width)}Z`, fill);

/** A cloud with a flat foot, by the middle of that foot. */
export const cloud = (x: number, y: number, width: number, fill: string): string => {
  const unit = width / 10;
  return (
    rect(x - 5 * unit, y - 2.4 * unit, width, 2.4 * unit, fill, tenth(1.2 * unit)) +
    circle(x - 1.8 * unit, y - 2.3 * unit, 1.9 * unit, fill) +
    circle(x + 1.1 * unit, y - 2.9 * unit, 2.5 * unit, fill)
  );
};

/** A gull far off: two bent strokes. */
export const gull = (x: number, y: number, colour: string, width = 6): string =>
  curve(
    [
      [x - 22, y - 8],
      [x - 8, y - 11],
      [x, y],
      [x + 8, y - 11],
      [x + 22, y - 8],
    ],
    colour,
    width,
  );
