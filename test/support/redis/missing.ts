import { registerHooks } from "node:module";

// Loaded into a separate process by `--import`: makes it an installation without the client of Redis.
registerHooks({
  resolve(specifier, context, next) {
    if (specifier === "ioredis")
      throw Object.assign(new Error("Cannot find package 'ioredis'"), { code: "ERR_MODULE_NOT_FOUND" });
    return next(specifier, context);
  },
});
