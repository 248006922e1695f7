import { importRules } from "./import-rules.ts";
import { orderRules } from "./order-rules.ts";
import type { Source } from "./source.ts";
import { tableRules } from "./table-rules.ts";
import { textRules } from "./text-rules.ts";

/** Something that holds of every file. `admitted` files pass together; a `planted` fault beside them must be found. */
export type Rule = {
  /** The rule, as a statement about the code. */
  readonly states: string;
  /** What in this file is against the rule; the whole tree is there to look things up. */
  readonly judge: (source: Source, tree: readonly Source[]) => string[];
  readonly planted: readonly Source[];
  readonly admitted: readonly Source[];
};

export const rules: readonly Rule[] = [...importRules, ...orderRules, ...tableRules, ...textRules];
