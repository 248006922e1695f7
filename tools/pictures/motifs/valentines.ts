import type { Motif } from "../palette.ts";
import { motifs as gifts } from "./valentines-gifts.ts";
import { motifs as hearts } from "./valentines-hearts.ts";
import { motifs as pairs } from "./valentines-pairs.ts";

/** Drawings for Valentine's Day. */
export const motifs: Record<string, Motif> = { ...gifts, ...hearts, ...pairs };
