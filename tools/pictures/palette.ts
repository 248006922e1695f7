/** Colours of the cloth, by the name in a product's `shirt`. */
export const shirts = {
  bone: "#efe8da",
  charcoal: "#3b3d44",
  navy: "#24344f",
  forest: "#2d4a3c",
  brick: "#a4483a",
  mustard: "#d8a441",
  sky: "#a8cadd",
  plum: "#563a57",
} as const;

/** Printing inks that match each other on every cloth; a motif uses two to five of them. */
export const inks = {
  paper: "#f8f0e0",
  butter: "#fbe2a0",
  honey: "#f2b53a",
  tangerine: "#ea7038",
  cherry: "#c9323c",
  blush: "#f2a8a4",
  grape: "#7a4a86",
  ocean: "#2b5ea5",
  ice: "#b0d9e8",
  teal: "#2f9092",
  leaf: "#7aa548",
  pine: "#2a5a44",
  sand: "#dcb78c",
  cocoa: "#744529",
  stone: "#a8a49a",
  soot: "#22232a",
} as const;

export type ShirtName = keyof typeof shirts;
export type InkName = keyof typeof inks;
export type Palette = Readonly<Record<InkName, string>>;

/** A drawing as SVG elements inside a box of 400 by 400. */
export type Motif = (ink: Palette) => string;

/** Returns whether a word from a product file is the name of a shirt colour. */
export const isShirtName = (name: string): name is ShirtName => Object.hasOwn(shirts, name);
