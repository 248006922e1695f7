import type { Motif } from "../palette.ts";
import { motifs as garden } from "./flower-garden.ts";
import { motifs as wild } from "./flower-wild.ts";
import { motifs as woods } from "./flower-woods.ts";

/** Drawings of flowers of field, garden, pond and windowsill. */
export const motifs: Record<string, Motif> = { ...garden, ...wild, ...woods };
