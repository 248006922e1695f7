// No TypeScript, for Node to read it before it strips types. What it loads is compiled once and kept: later starts need neither the compiling
// (0.2 s) nor Node's type stripper (20 MB). Beside the packages, where nobody else can put compiled code in our place.
import * as module from "node:module";
import { fileURLToPath } from "node:url";

const oldest = 24;
if (Number.parseInt(process.versions.node, 10) < oldest) {
  process.stderr.write(
    `Selvedge needs Node ${oldest} or newer, and this is ${process.versions.node}. \`npm ci\` brings one along: start it by \`npm start\`.\n`,
  );
  process.exit(1);
}
module.enableCompileCache(fileURLToPath(new URL("../../node_modules/.cache/selvedge", import.meta.url)));
await import("./start.ts");
