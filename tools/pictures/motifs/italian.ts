import type { Motif } from "../palette.ts";
import { arts } from "./italian-arts.ts";
import { landscapes } from "./italian-landscapes.ts";
import { orchard } from "./italian-orchard.ts";
import { table } from "./italian-table.ts";
import { travels } from "./italian-travels.ts";

export const motifs: Record<string, Motif> = {
  ...landscapes,
  ...travels,
  ...table,
  ...orchard,
  ...arts,
};
