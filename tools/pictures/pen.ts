import { createHash } from "node:crypto";

/*
 * Every function returns SVG markup or, where its name ends in Path, path data.
 * Angles are compass degrees: 0 points up, 90 points right.
 */

export type Point = readonly [x: number, y: number];

/** Points given as "x y, x y, …" or one by one. */
export type Outline = string | readonly Point[];

/** Rounds a coordinate to tenths, so that pictures stay small and equal on every machine. */
export const tenth = (value: number): number => Math.round(value * 10) / 10;

/** Formats a point for path data. */
export const at = ([x, y]: Point): string => `${tenth(x)} ${tenth(y)}`;

const pointsOf = (outline: Outline): readonly Point[] =>
  typeof outline === "string"
    ? outline.split(",").map((pair): Point => {
        const [x = 0, y = 0] = pair.trim().split(" ").map(Number);
        return [x, y];
      })
    : outline;

/** The point at a distance and direction from a centre. */
export const polar = (x: number, y: number, distance: number, degrees: number): Point => {
  const angle = ((degrees - 90) * Math.PI) / 180;
  return [x + distance * Math.cos(angle), y + distance * Math.sin(angle)];
};

/** Joins what a function draws for 0, 1, … count − 1. */
export const repeat = (count: number, draw: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => draw(index)).join("");

/** Draws something at each of the positions in "x y, x y, …"; a third number is its size. */
export const spots = (places: string, draw: (x: number, y: number, size: number, index: number) => string): string =>
  places
    .split(",")
    .map((place, index) => {
      const [x = 0, y = 0, size = 0] = place.trim().split(" ").map(Number);
      return draw(x, y, size, index);
    })
    .join("");

/** Draws something at equal steps on a circle; the function receives the position and the outward direction. */
export const around = (
  count: number,
  x: number,
  y: number,
  distance: number,
  draw: (x: number, y: number, degrees: number, index: number) => string,
  start = 0,
): string =>
  repeat(count, (index) => {
    const degrees = start + (index * 360) / count;
    const [placeX, placeY] = polar(x, y, distance, degrees);
    return draw(placeX, placeY, degrees, index);
  });

/** Returns numbers from 0 to 1 that look random and are the same on every run. */
export const scatter = (count: number, seed: number): number[] => {
  let state = (seed * 2654435761 + 1) >>> 0;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  });
};

export const path = (data: string, fill: string): string => `<path d="${data}" fill="${fill}"/>`;

/** A path drawn with the pen: round ends and joints, no fill. */
export const stroke = (data: string, colour: string, width: number, ends: "round" | "butt" = "round"): string =>
  `<path d="${data}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="${ends}" stroke-linejoin="round"/>`;

export const circle = (x: number, y: number, radius: number, fill: string): string =>
  `<circle cx="${tenth(x)}" cy="${tenth(y)}" r="${tenth(radius)}" fill="${fill}"/>`;

/** A circle drawn with the pen. */
export const ring = (x: number, y: number, radius: number, colour: string, width: number): string =>
  `<circle cx="${tenth(x)}" cy="${tenth(y)}" r="${tenth(radius)}" fill="none" stroke="${colour}" stroke-width="${width}"/>`;

export const ellipse = (x: number, y: number, radiusX: number, radiusY: number, fill: string, degrees = 0): string =>
  turned(
    degrees,
    x,
    y,
    `<ellipse cx="${tenth(x)}" cy="${tenth(y)}" rx="${tenth(radiusX)}" ry="${tenth(radiusY)}" fill="${fill}"/>`,
  );

/** A rectangle by its upper left corner. */
export const rect = (x: number, y: number, width: number, height: number, fill: string, corner = 0): string =>
  `<rect x="${tenth(x)}" y="${tenth(y)}" width="${tenth(width)}" height="${tenth(height)}" rx="${corner}" fill="${fill}"/>`;

const polygonPath = (outline: Outline): string => `M${pointsOf(outline).map(at).join("L")}Z`;

export const polygon = (outline: Outline, fill: string): string => path(polygonPath(outline), fill);

/** Straight lines from point to point, drawn with the pen. */
export const line = (outline: Outline, colour: string, width: number): string =>
  stroke(`M${pointsOf(outline).map(at).join("L")}`, colour, width);

/** Bézier pieces of a Catmull–Rom curve; `near` finds the neighbours of a point, at the ends too. */
const curvePieces = (count: number, near: (index: number) => Point): string =>
  repeat(count, (index) => {
    const [before, from, to, after] = [near(index - 1), near(index), near(index + 1), near(index + 2)];
    const leaving: Point = [from[0] + (to[0] - before[0]) / 6, from[1] + (to[1] - before[1]) / 6];
    const arriving: Point = [to[0] - (after[0] - from[0]) / 6, to[1] - (after[1] - from[1]) / 6];
    return `C${at(leaving)} ${at(arriving)} ${at(to)}`;
  });

/** An open smooth curve through the points. */
export const curvePath = (outline: Outline): string => {
  const points = pointsOf(outline);
  const last = points.length - 1;
  const near = (index: number): Point => points[Math.min(Math.max(index, 0), last)] ?? [0, 0];
  return `M${at(near(0))}${curvePieces(last, near)}`;
};

/** A closed smooth curve through the points. */
const blobPath = (outline: Outline): string => {
  const points = pointsOf(outline);
  const near = (index: number): Point => points[(index + points.length) % points.length] ?? [0, 0];
  return `M${at(near(0))}${curvePieces(points.length, near)}Z`;
};

/** A smooth flat shape through the points. */
export const blob = (outline: Outline, fill: string): string => path(blobPath(outline), fill);

/** A smooth line through the points, drawn with the pen. */
export const curve = (outline: Outline, colour: string, width: number): string =>
  stroke(curvePath(outline), colour, width);

export const moved = (right: number, down: number, markup: string): string =>
  `<g transform="translate(${tenth(right)} ${tenth(down)})">${markup}</g>`;

/** Turns clockwise about a point. */
export const turned = (degrees: number, x: number, y: number, markup: string): string =>
  degrees === 0 ? markup : `<g transform="rotate(${tenth(degrees)} ${tenth(x)} ${tenth(y)})">${markup}</g>`;

/** Grows or shrinks about a point. */
export const scaled = (factor: number, x: number, y: number, markup: string): string =>
  `<g transform="translate(${tenth(x)} ${tenth(y)}) scale(${factor}) translate(${tenth(-x)} ${tenth(-y)})">${markup}</g>`;

/** The mirror image across an upright axis. */
export const flipped = (markup: string, axis = 200): string =>
  `<g transform="translate(${2 * axis} 0) scale(-1 1)">${markup}</g>`;

/** The drawing and its mirror image. */
export const mirrored = (markup: string, axis = 200): string => markup + flipped(markup, axis);

/** Shows a drawing only inside another: a mask, since a clipPath may not hold groups or pen strokes. */
export const clipped = (shape: string, content: string): string => {
  const id = `inside-${createHash("sha256").update(shape).digest("hex").slice(0, 10)}`;
  const whole = 'maskUnits="userSpaceOnUse" x="-100" y="-100" width="600" height="600"';
  return `<mask id="${id}" style="mask-type:alpha" ${whole}>${shape}</mask><g mask="url(#${id})">${content}</g>`;
};

/** Path data of a piece of a circle's rim. */
export const arcPath = (x: number, y: number, radius: number, from: number, to: number): string => {
  const r = tenth(radius);
  return `M${at(polar(x, y, radius, from))}A${r} ${r} 0 ${to - from > 180 ? 1 : 0} 1 ${at(polar(x, y, radius, to))}`;
};

/** A piece of a circle's rim, drawn with the pen. */
export const arc = (
  x: number,
  y: number,
  radius: number,
  from: number,
  to: number,
  colour: string,
  width: number,
): string => stroke(arcPath(x, y, radius, from, to), colour, width);

/** A slice of a disc. */
export const wedge = (x: number, y: number, radius: number, from: number, to: number, fill: string): string =>
  path(`${arcPath(x, y, radius, from, to)}L${at([x, y])}Z`, fill);
