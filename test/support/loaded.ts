import { writeFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { isMainThread } from "node:worker_threads";

// Loaded before a program of its own, by `--import`: writes down what its main thread has loaded when it ends.
const file = process.env["LOADED_FILE"];
if (isMainThread && file) {
  const loaded = new Set<string>();
  registerHooks({
    load(url, context, next) {
      loaded.add(url);
      return next(url, context);
    },
  });
  process.once("exit", () => writeFileSync(file, [...loaded].join("\n")));
}
