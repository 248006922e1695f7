// The only file that is no TypeScript. What it loads is compiled once and kept: later starts need neither the compiling
// (0.2 s) nor Node's type stripper (20 MB). Beside the packages, where nobody else can put compiled code in our place.
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

enableCompileCache(fileURLToPath(new URL("../../node_modules/.cache/selvedge", import.meta.url)));
await import("./start.ts");
