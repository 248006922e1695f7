import type { Thing } from "./book.ts";

/** Parses a form of Stripe's client: `a[b][0]=c` becomes `{ a: { b: ["c"] } }`. */
export const readForm = (form: string): Thing => {
  const whole: Thing = {};
  for (const [name, value] of new URLSearchParams(form)) {
    const path = name.split(/[[\]]+/).filter((part) => part !== "");
    let place = whole;
    for (const [index, part] of path.entries()) {
      if (index === path.length - 1) place[part] = value;
      else place = place[part] ??= /^\d+$/.test(path[index + 1] ?? "") ? [] : {};
    }
  }
  return whole;
};
