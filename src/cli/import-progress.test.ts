import assert from "node:assert/strict";
import { test } from "node:test";
import { showProgress } from "./import-progress.ts";

const screen = (isTTY: boolean) => {
  const written: string[] = [];
  return { isTTY, written, write: (text: string) => void written.push(text) };
};

test("of tables that are read within a second nothing is said, of others their last count", (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
  for (const isTTY of [false, true]) {
    const shown = screen(isTTY);
    const { progress, end } = showProgress(shown);
    const tick = (milliseconds: number) => context.mock.timers.tick(milliseconds);
    progress("department", 4);
    tick(300);
    progress("category", 5);
    tick(2000);
    progress("product", 2000);
    tick(2000);
    progress("product", 4000);
    tick(10);
    progress("tax", 3);
    end();
    const text = shown.written.join("");
    assert.doesNotMatch(text, /department|tax/);
    assert.match(text, /product +4 000 rows +1 000\/s\n/);
  }
});

test("an import that is over within a second leaves no line, and no empty one", () => {
  const shown = screen(false);
  const { progress, end } = showProgress(shown);
  progress("department", 4);
  progress("category", 5);
  end();
  assert.deepEqual(shown.written, []);
});
