// JavaScript, so that Node loads it before the type stripper: modules that are loaded afterwards are compiled once and
// cached. Later starts need neither the compilation (0.2 s) nor Node's type stripper (20 MB in the program and in each
// of its threads).
import * as module from "node:module";
import { fileURLToPath } from "node:url";

/** The cache is in node_modules, where no other user can place compiled code. */
export const keepCompiled = () =>
  module.enableCompileCache(fileURLToPath(new URL("../../node_modules/.cache/selvedge", import.meta.url)));
