import assert from "node:assert/strict";
import { test } from "node:test";
import { readArguments } from "./refund-arguments.ts";

test("an order alone is all that is left of it", () => {
  assert.deepEqual(readArguments(["17"]), { orderId: 17, isDryRun: false, wish: {} });
});

test("a sum, lines, units, shipping and the shelf are said in any order", () => {
  assert.deepEqual(
    readArguments(["--line", "2=1", "17", "--line", "1", "--amount", "5.5", "--shipping", "--restock", "--dry-run"]),
    {
      orderId: 17,
      isDryRun: true,
      wish: {
        amountCents: 550,
        lines: [{ lineNumber: 2, quantity: 1 }, { lineNumber: 1 }],
        isWithShipping: true,
        isRestocking: true,
      },
    },
  );
  assert.deepEqual(readArguments(["17", "--no-restock"])?.wish, { isRestocking: false });
  assert.deepEqual(readArguments(["17", "--line", "2:1"])?.wish, { lines: [{ lineNumber: 2, quantity: 1 }] });
  assert.equal(readArguments(["17", "--reason", " torn "])?.note, "torn");
  assert.equal(readArguments(["-h"]), undefined);
});

test("what makes no sense is told in words", () => {
  for (const [message, ...given] of [
    [/Name one order/],
    [/Name one order/, "one"],
    [/Name one order/, "1", "2"],
    [/"0" is no amount/, "1", "--amount", "0"],
    [/"5.005" is no amount/, "1", "--amount", "5.005"],
    [/"0" is no line/, "1", "--line", "0"],
    [/"2=0" is no line/, "1", "--line", "2=0"],
    [/--reason takes 1 to 500 characters/, "1", "--reason", " "],
    [/--reason takes 1 to 500 characters/, "1", "--reason", "a".repeat(501)],
    [/Line 2 is named twice/, "1", "--line", "2", "--line", "2:1"],
    [/Either --restock or --no-restock/, "1", "--restock", "--no-restock"],
    [/needs to know which units/, "1", "--amount", "5", "--restock"],
    [/Unknown option/, "1", "--all"],
  ] as const)
    assert.throws(() => readArguments(given), message, given.join(" "));
});
