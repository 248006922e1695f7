import { registerHooks } from "node:module";

// Loaded into a separate process by `--import`: makes it an installation without the packages of OpenTelemetry.
registerHooks({
  resolve(specifier, context, next) {
    if (specifier.startsWith("@opentelemetry/"))
      throw Object.assign(new Error(`Cannot find package '${specifier}'`), { code: "ERR_MODULE_NOT_FOUND" });
    return next(specifier, context);
  },
});
