import type { Motif } from "../palette.ts";
import { creatures } from "./french-creatures.ts";
import { journeys } from "./french-journeys.ts";
import { landmarks } from "./french-landmarks.ts";
import { table } from "./french-table.ts";

export const motifs: Record<string, Motif> = { ...landmarks, ...journeys, ...creatures, ...table };
