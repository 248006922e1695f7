import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRollup } from "./smaps.ts";

test("resident memory is read in megabytes", () => {
  const text = `00400000-7ffc9b5f2000 ---p 00000000 00:00 0                          [rollup]
Rss:              130048 kB
Pss:              102400 kB
Pss_Dirty:         90000 kB
Shared_Clean:          0 kB
`;
  assert.deepEqual(parseRollup(text), { rss: 127, pss: 100 });
});
