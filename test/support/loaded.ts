import { writeFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { isMainThread } from "node:worker_threads";

// Loaded into a separate process by `--import`: lists the modules that its main thread has loaded when it ends.
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
