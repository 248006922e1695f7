import { keepCompiled } from "../../platform/compile-cache.js";

keepCompiled();
await import("./hashing-process.ts");
