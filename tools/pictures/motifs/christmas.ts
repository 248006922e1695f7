import type { Motif } from "../palette.ts";
import { motifs as house } from "./christmas-house.ts";
import { motifs as outdoors } from "./christmas-outdoors.ts";

/** Drawings of Christmas, indoors and outdoors. */
export const motifs: Record<string, Motif> = { ...outdoors, ...house };
