import type { Motif } from "../palette.ts";
import { motifs as field } from "./animal-field.ts";
import { motifs as home } from "./animal-home.ts";
import { motifs as slow } from "./animal-slow.ts";
import { motifs as water } from "./animal-water.ts";
import { motifs as wings } from "./animal-wings.ts";

/** Drawings of animals. */
export const motifs: Record<string, Motif> = { ...field, ...home, ...slow, ...water, ...wings };
