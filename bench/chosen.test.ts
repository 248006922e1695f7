import assert from "node:assert/strict";
import { test } from "node:test";
import { isChosen } from "./chosen.ts";
import { loads } from "./loads/all.ts";

const chosen = (...only: string[]): string[] => loads.map(({ name }) => name).filter((name) => isChosen(name, only));

test("loads are chosen by the beginnings of their words", () => {
  assert.deepEqual(chosen("list"), ["cached list of 20", "uncached list of 20"]);
  assert.deepEqual(chosen("cached"), ["cached list of 20", "cached product", "cached 304"]);
  assert.deepEqual(chosen("uncached p", "order"), ["uncached product", "place order"]);
  assert.deepEqual(chosen("ist"), []);
  assert.equal(chosen().length, loads.length);
});
