import assert from "node:assert/strict";
import { test } from "node:test";
import { parseStat, treeOf, type Process } from "./processes.ts";

test("a process's times are read with those of its ended children, whatever its name holds", () => {
  const text = "12 (postgres: a) b) S 7 12 12 0 -1 4194560 1 2 0 0 150 50 25 5 20 0 1 0 100 1000 10 0";
  assert.deepEqual(parseStat(12, text), { pid: 12, parent: 7, seconds: 2.3 });
});

test("a server's tree leaves out the database that it started", () => {
  const parents: readonly (readonly [number, number])[] = [
    [1, 0],
    [10, 1],
    [11, 10],
    [20, 10],
    [21, 20],
    [30, 1],
  ];
  const processes = new Map(parents.map(([pid, parent]): [number, Process] => [pid, { pid, parent, seconds: 1 }]));
  const ids = (root: number, ...except: number[]): number[] =>
    treeOf(processes, root, new Set(except)).map(({ pid }) => pid);
  assert.deepEqual(ids(10, 20), [10, 11]);
  assert.deepEqual(ids(20), [20, 21]);
  assert.deepEqual(ids(40), []);
});
