// No TypeScript, for Node to read it before it strips types: what is loaded afterwards is compiled once and kept. Later
// starts need neither the compiling (0.2 s) nor Node's type stripper (20 MB in the program and in each of its threads).
import * as module from "node:module";
import { fileURLToPath } from "node:url";

/** Beside the packages, where nobody else can put compiled code in our place. */
export const keepCompiled = () =>
  module.enableCompileCache(fileURLToPath(new URL("../../node_modules/.cache/selvedge", import.meta.url)));
