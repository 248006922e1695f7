import assert from "node:assert/strict";
import { test } from "node:test";
import { measure } from "./architecture/measures.ts";
import { rules } from "./architecture/rules.ts";
import { readSources } from "./architecture/source.ts";

const tree = readSources();

test("the tree is read: its files and what they import", () => {
  const app = tree.find(({ path }) => path === "src/server/app.ts");
  assert.ok(tree.length > 50, `only ${tree.length} files were found`);
  assert.ok(app?.imports.some(({ target }) => target === "src/payments/index.ts"));
  assert.ok(app?.imports.some(({ target }) => target === "fastify"));
});

for (const { states, judge, planted, admitted } of rules) {
  test(states, () => {
    assert.deepEqual(
      tree.flatMap((source) => judge(source, tree).map((fault) => `${source.path}: ${fault}`)),
      [],
    );
  });

  test(`a fault against "${states}" is found`, () => {
    assert.ok(planted.length > 0);
    for (const fault of planted)
      assert.notDeepEqual(judge(fault, [...admitted, fault]), [], `${fault.path} passed:\n${fault.text}`);
    for (const good of admitted) assert.deepEqual(judge(good, admitted), [], good.path);
  });
}

test("what a newcomer meets gets no worse: files to open, order, rooms, lengths", (context) => {
  const measures = measure(tree);
  for (const { name, value, goal } of measures) context.diagnostic(`${name}: ${value}, goal ${goal}`);
  assert.deepEqual(
    measures.filter(({ value, most }) => value > most).map(({ name, value, most }) => `${name}: ${value} > ${most}`),
    [],
  );
});
