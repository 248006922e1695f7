import type { Motif } from "../palette.ts";
import { crafts } from "./irish-crafts.ts";
import { meadow } from "./irish-meadow.ts";
import { shore } from "./irish-shore.ts";
import { stones } from "./irish-stones.ts";

export const motifs: Record<string, Motif> = { ...meadow, ...shore, ...crafts, ...stones };
