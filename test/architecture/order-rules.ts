import { functionsOf } from "./functions.ts";
import { isTest } from "./places.ts";
import type { Rule } from "./rules.ts";
import { sourceOf, type Source } from "./source.ts";

const file = (text: string): Source => sourceOf("src/tax/tax.ts", text);

const exportedFirst: Rule = {
  states: "the functions that a file exports stand above those that it keeps to itself",
  judge: (source) => {
    if (isTest(source.path)) return [];
    const functions = functionsOf(source);
    const firstOwn = functions.findIndex(({ isExported }) => !isExported);
    return firstOwn < 0
      ? []
      : functions
          .slice(firstOwn)
          .flatMap(({ name, isExported }) => (isExported ? [`exports ${name} below what is its own`] : []));
  },
  planted: [
    file("function percent() {}\nexport function findTax() {}"),
    file("const percent = () => 1;\nexport const findTax = () => percent();"),
  ],
  admitted: [
    file(
      "const most = 3;\nexport function findTax() {\n  return percent();\n}\nfunction percent() {\n  return most;\n}",
    ),
  ],
};

export const orderRules: readonly Rule[] = [exportedFirst];
