import { importRules } from "./import-rules.ts";
import { orderRules } from "./order-rules.ts";
import type { Source } from "./source.ts";
import { tableRules } from "./table-rules.ts";
import { textRules } from "./text-rules.ts";

/** A rule for every file. `admitted` files pass together; a `planted` fault next to them must be found. */
export type Rule = {
  /** The rule, as a statement about the code. */
  readonly states: string;
  /** Returns what in this file breaks the rule; the whole tree is available for lookups. */
  readonly judge: (source: Source, tree: readonly Source[]) => string[];
  readonly planted: readonly Source[];
  readonly admitted: readonly Source[];
};

export const rules: readonly Rule[] = [...importRules, ...orderRules, ...tableRules, ...textRules];
