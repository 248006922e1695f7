import type { Motif } from "../palette.ts";
import { motifs as house } from "./christmas-house.ts";
import { motifs as outdoors } from "./christmas-outdoors.ts";

/** December, inside and out. */
export const motifs: Record<string, Motif> = { ...outdoors, ...house };
